"""Takes targets that one government hands down to another (省→市→县), as signed files.

Gives the same targets to the receiver, its answers and reports back to the sender, and sums that
include each part once. Needs no network between the offices, and never sums rates or ceilings.
"""

from duban.chain.ledger import Ledger, LedgerError, receive_package
from duban.chain.model import HandedTarget, Package, PackageKind, ReportedFigure, TargetAnswer
from duban.chain.signing import ChainError, encode_public_key, open_package, sign_package
from duban.chain.summing import TargetSum, sum_target_parts

__all__ = [
    "ChainError",
    "HandedTarget",
    "Ledger",
    "LedgerError",
    "Package",
    "PackageKind",
    "ReportedFigure",
    "TargetAnswer",
    "TargetSum",
    "encode_public_key",
    "open_package",
    "receive_package",
    "sign_package",
    "sum_target_parts",
]
