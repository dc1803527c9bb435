"""密钥更换: a new key for all that is encrypted at rest, in batches that may break off.

takes the key ring, the setting and whatever is stored; gives every field and file under the current
key (or in the clear where the setting is off) and retires the earlier keys last; whatever is
interrupted stays readable, and the next run ends it.
"""
