"""Takes targets that one government hands down to another (省→市→县), as signed files.

Gives the same targets to the receiver, its answers and reports back to the sender, and sums that
include each part once. Needs no network between the offices, and never sums rates or ceilings.
"""

from duban.chain.ledger import Ledger, LedgerError, taken
from duban.chain.model import Answer, Handed, Kind, Package, Reported
from duban.chain.signing import ChainError, open_package, public_key, sign
from duban.chain.summing import Sum, summed

__all__ = [
    "Answer",
    "ChainError",
    "Handed",
    "Kind",
    "Ledger",
    "LedgerError",
    "Package",
    "Reported",
    "Sum",
    "open_package",
    "public_key",
    "sign",
    "summed",
    "taken",
]
