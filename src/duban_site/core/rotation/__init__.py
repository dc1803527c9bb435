"""密钥更换: re-encrypting everything at rest with a new key, in batches that may be interrupted.

takes the key ring, the setting and the stored data; gives every field and file encrypted with the
current key (or in plaintext where the setting is off) and retires the earlier keys last; never
leaves data unreadable: an interrupted run is completed by the next one.
"""
