"""What the pages of the registers read."""

from duban_site.ledgers.queries.board import Column, board
from duban_site.ledgers.queries.ledgers import Row, ledgers_for
from duban_site.ledgers.queries.list_page import Brief, Page, listing
from duban_site.ledgers.queries.listing import Filters, records_for
from duban_site.ledgers.queries.measures import (
    Counted,
    Line,
    counted_of,
    measure_lines,
    reading_days,
)
from duban_site.ledgers.queries.record import Dossier, dossier

__all__ = [
    "Brief",
    "Column",
    "Counted",
    "Dossier",
    "Filters",
    "Line",
    "Page",
    "Row",
    "board",
    "counted_of",
    "dossier",
    "ledgers_for",
    "listing",
    "measure_lines",
    "reading_days",
    "records_for",
]
