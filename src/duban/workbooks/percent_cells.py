"""Cells that a spreadsheet displays as 46% and stores as 0.46."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import PurePosixPath
from xml.etree import ElementTree

CellPosition = tuple[int, int]
"""(row, column), from 0."""

_MAIN_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CELL_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_QUOTED_TEXT = re.compile(r'"[^"]*"|\\.')
_BUILT_IN_PERCENTS = {9, 10}
"""0% and 0.00% (ECMA-376 part 1, 18.8.30)."""
_NON_NUMBER_TYPES = {"s", "str", "inlineStr", "b", "e", "d"}


def find_percent_cells(data: bytes) -> dict[str, frozenset[CellPosition]]:
    """Sheet → its number cells that are shown as a percent. Empty for what is no XLSX.

    Only an XLSX says so in a way that can be read; older workbooks are told by their reader.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as workbook:
            styles = frozenset(_list_percent_styles(workbook))
            if not styles:
                return {}
            return {
                sheet_name: frozenset(_list_percent_cells(workbook, part_name, styles))
                for sheet_name, part_name in _list_sheets(workbook).items()
            }
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, ValueError):
        return {}


def format_as_percent(value: float) -> str:
    """0.46 as 46%, with the digits that the number has."""
    number = (Decimal(repr(value)) * 100).normalize()
    return f"{number:f}%"


def _list_percent_styles(workbook: zipfile.ZipFile) -> Iterator[str]:
    root = _parse_part(workbook, "xl/styles.xml")
    format_by_id = {
        int(element.get("numFmtId", "0")): _QUOTED_TEXT.sub("", element.get("formatCode", ""))
        for element in root.iter(f"{_MAIN_NAMESPACE}numFmt")
    }
    percent_ids = _BUILT_IN_PERCENTS | {
        format_id for format_id, format_code in format_by_id.items() if "%" in format_code
    }
    for cell_formats in root.iter(f"{_MAIN_NAMESPACE}cellXfs"):
        for style_index, element in enumerate(cell_formats):
            if int(element.get("numFmtId", "0")) in percent_ids:
                yield str(style_index)


def _list_sheets(workbook: zipfile.ZipFile) -> dict[str, str]:
    """Sheet → the part that holds it."""
    target_by_relation = {
        element.get("Id", ""): element.get("Target", "")
        for element in _parse_part(workbook, "xl/_rels/workbook.xml.rels").iter(_RELATIONSHIP)
    }
    part_by_sheet = {}
    for element in _parse_part(workbook, "xl/workbook.xml").iter(f"{_MAIN_NAMESPACE}sheet"):
        target = target_by_relation.get(element.get(_RELATION_ID, ""), "")
        part_name = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
        part_by_sheet[element.get("name", "")] = part_name
    return part_by_sheet


def _list_percent_cells(workbook: zipfile.ZipFile, part_name: str, styles: frozenset[str]) -> Iterator[CellPosition]:
    with workbook.open(part_name) as stream:
        for _event, element in ElementTree.iterparse(stream):  # noqa: S314 # in a process of its own
            if element.tag == f"{_MAIN_NAMESPACE}c":
                if element.get("s") in styles and element.get("t") not in _NON_NUMBER_TYPES:
                    yield from _parse_reference(element.get("r", ""))
                element.clear()
            elif element.tag == f"{_MAIN_NAMESPACE}row":
                element.clear()


def _parse_reference(reference: str) -> Iterator[CellPosition]:
    match = _CELL_REFERENCE.fullmatch(reference)
    if match is None:
        return
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    yield int(match[2]) - 1, column - 1


def _parse_part(workbook: zipfile.ZipFile, part_name: str) -> ElementTree.Element:
    return ElementTree.fromstring(workbook.read(part_name))  # noqa: S314 # in a process of its own
