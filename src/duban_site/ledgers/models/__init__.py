"""Registers in use, their records, events, measures and what those feed."""

from duban_site.ledgers.models.binding import Binding, Fed
from duban_site.ledgers.models.event import LedgerDocument, LedgerEvent, Personal
from duban_site.ledgers.models.holder import Holder
from duban_site.ledgers.models.ledger import Ledger, LedgerVersion
from duban_site.ledgers.models.reading import CountedPage, Reading
from duban_site.ledgers.models.record import LedgerRecord
from duban_site.ledgers.models.share import Kept, Share, Sum

__all__ = [
    "Binding",
    "CountedPage",
    "Fed",
    "Holder",
    "Kept",
    "Ledger",
    "LedgerDocument",
    "LedgerEvent",
    "LedgerRecord",
    "LedgerVersion",
    "Personal",
    "Reading",
    "Share",
    "Sum",
]
