"""加密: digests, keys and ciphers of the service.

takes bytes and texts; gives digests (SHA-256 or SM3), keyed look-up hashes, and ciphertexts
(AES-GCM or SM4-GCM) under keys of a file that is no part of the database or of a backup; never
knows whose data it is.
"""
