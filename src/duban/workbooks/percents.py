"""Cells that a spreadsheet displays as 46% and stores as 0.46."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import PurePosixPath
from xml.etree import ElementTree

Cell = tuple[int, int]
"""(row, column), from 0."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LINK = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_QUOTED = re.compile(r'"[^"]*"|\\.')
_BUILT_IN = {9, 10}
"""0% and 0.00% (ECMA-376 part 1, 18.8.30)."""
_TEXTS = {"s", "str", "inlineStr", "b", "e", "d"}


def percent_cells(data: bytes) -> dict[str, frozenset[Cell]]:
    """Sheet → its number cells that are shown as a percent. Empty for what is no XLSX.

    Only an XLSX says so in a way that can be read; older workbooks are told by their reader.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            styles = frozenset(_percent_styles(book))
            if not styles:
                return {}
            return {
                name: frozenset(_cells(book, part, styles)) for name, part in _sheets(book).items()
            }
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, ValueError):
        return {}


def shown_as_percent(value: float) -> str:
    """0.46 as 46%, with the digits that the number has."""
    number = (Decimal(repr(value)) * 100).normalize()
    return f"{number:f}%"


def _percent_styles(book: zipfile.ZipFile) -> Iterator[str]:
    root = _tree(book, "xl/styles.xml")
    codes = {
        int(one.get("numFmtId", "0")): _QUOTED.sub("", one.get("formatCode", ""))
        for one in root.iter(f"{_MAIN}numFmt")
    }
    percents = _BUILT_IN | {number for number, code in codes.items() if "%" in code}
    for listed in root.iter(f"{_MAIN}cellXfs"):
        for at, one in enumerate(listed):
            if int(one.get("numFmtId", "0")) in percents:
                yield str(at)


def _sheets(book: zipfile.ZipFile) -> dict[str, str]:
    """Sheet → the part that holds it."""
    links = {
        one.get("Id", ""): one.get("Target", "")
        for one in _tree(book, "xl/_rels/workbook.xml.rels").iter(_LINK)
    }
    found = {}
    for one in _tree(book, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
        target = links.get(one.get(_REL, ""), "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
        found[one.get("name", "")] = part
    return found


def _cells(book: zipfile.ZipFile, part: str, styles: frozenset[str]) -> Iterator[Cell]:
    with book.open(part) as stream:
        for _event, one in ElementTree.iterparse(stream):  # noqa: S314 # in a process of its own
            if one.tag == f"{_MAIN}c":
                if one.get("s") in styles and one.get("t") not in _TEXTS:
                    yield from _place(one.get("r", ""))
                one.clear()
            elif one.tag == f"{_MAIN}row":
                one.clear()


def _place(reference: str) -> Iterator[Cell]:
    found = _PLACE.fullmatch(reference)
    if found is None:
        return
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    yield int(found[2]) - 1, column - 1


def _tree(book: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(part))  # noqa: S314 # in a process of its own
