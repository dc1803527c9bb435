"""密封: which number is which bidder, unreadable until enough keyholders open it together.

Takes bidders and the public keys of keyholders; gives a sealed text, and the table again from
enough key files and passphrases once scoring is closed; never stores a key, a passphrase or the
table. docs/decisions/0041-sealing-blind-bids.md says which attacks this prevents and which not.
"""

from duban.registers.sealing.keys import KeyFile, KeyFileError, PublicKey, create_key_file
from duban.registers.sealing.mapping import SealedTable, SealError, number_bidders, open_sealed_table, seal_table

__all__ = [
    "KeyFile",
    "KeyFileError",
    "PublicKey",
    "SealError",
    "SealedTable",
    "create_key_file",
    "number_bidders",
    "open_sealed_table",
    "seal_table",
]
