"""Queries of the pages of the registers."""

from duban_site.registers.queries.board import Column, board
from duban_site.registers.queries.list_page import Brief, Page, listing
from duban_site.registers.queries.listing import Filters, records_for
from duban_site.registers.queries.measures import (
    Counted,
    Line,
    counted_of,
    measure_lines,
    reading_days,
)
from duban_site.registers.queries.record import Dossier, dossier
from duban_site.registers.queries.registers import Row, registers_for

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
    "listing",
    "measure_lines",
    "reading_days",
    "records_for",
    "registers_for",
]
