"""Queries of the pages of the registers."""

from duban_site.registers.queries.board import Column, load_board
from duban_site.registers.queries.filters import Filters, list_visible_records
from duban_site.registers.queries.list_page import ListPage, RecordBrief, load_list_page
from duban_site.registers.queries.measures import (
    MeasureLine,
    RecordPage,
    list_measure_lines,
    list_reading_days,
    load_record_page,
)
from duban_site.registers.queries.record import Dossier, load_dossier
from duban_site.registers.queries.registers import RegisterRow, list_visible_registers

__all__ = [
    "Column",
    "Dossier",
    "Filters",
    "ListPage",
    "MeasureLine",
    "RecordBrief",
    "RecordPage",
    "RegisterRow",
    "list_measure_lines",
    "list_reading_days",
    "list_visible_records",
    "list_visible_registers",
    "load_board",
    "load_dossier",
    "load_list_page",
    "load_record_page",
]
