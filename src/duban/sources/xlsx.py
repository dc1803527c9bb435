"""XLSX: every visible sheet as a table of what its cells show (ECMA-376 part 1, 18)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from duban.sources.builder import Builder, Cell
from duban.sources.package import Package, resolve
from duban.sources.xml import parse

_ATTRIBUTES_WORDS = "name state id Id Target Type r s t ref hidden numFmtId formatCode"
_ATTRIBUTES = frozenset(_ATTRIBUTES_WORDS.split())
_SKIP_WORDS = (
    "f cols sheetViews sheetFormatPr pageMargins pageSetup headerFooter drawing fonts fills "
    "borders cellStyleXfs cellStyles dxfs tableStyles extLst rPh phoneticPr rPr dataValidations "
    "conditionalFormatting hyperlinks sheetPr definedNames calcPr"
)
_SKIP = frozenset(_SKIP_WORDS.split())
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}
_DIGITS = 15  # a spreadsheet keeps so many of a number
_LAST_COLUMN = 16_384


def read_xlsx(package: Package) -> Builder:
    """The blocks of a workbook: each sheet's name as a heading, and its cells."""
    book = _parse(package, "xl/workbook.xml")
    targets = {
        r.get("Id", ""): resolve("xl/workbook.xml", r.get("Target", ""))
        for r in _parse(package, "xl/_rels/workbook.xml.rels")
    }
    words = _shared(package)
    formats = _formats(package)
    out = Builder()
    for sheet in book.iter("sheet"):
        name = targets.get(sheet.get("id", ""), "")
        if sheet.get("state", "visible") != "visible" or name not in package:
            continue
        cells = list(_cells(_parse(package, name), words, formats))
        if cells:
            out.paragraph(sheet.get("name", ""), kind="heading")
            out.grid(cells)
    return out


def _parse(package: Package, name: str) -> Element:
    return parse(package.read(name), skip=_SKIP, attributes=_ATTRIBUTES)


def _shared(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package:
        return []
    return [_words(item) for item in _parse(package, "xl/sharedStrings.xml").iter("si")]


def _words(item: Element) -> str:
    return "".join(t.text or "" for t in item.iter("t"))


def _formats(package: Package) -> list[str]:
    """The number format of each cell style."""
    if "xl/styles.xml" not in package:
        return []
    root = _parse(package, "xl/styles.xml")
    own = {f.get("numFmtId", ""): f.get("formatCode", "") for f in root.iter("numFmt")}
    found = root.find("cellXfs")
    numbers = [x.get("numFmtId", "0") for x in (found if found is not None else ())]
    return [own.get(n) or _BUILT_IN.get(int(n) if n.isdecimal() else 0, "") for n in numbers]


def _cells(sheet: Element, words: list[str], formats: list[str]) -> Iterator[Cell]:
    spans = {}
    for merged in sheet.iter("mergeCell"):
        first, _, last = merged.get("ref", "").partition(":")
        (row, column), (end_row, end_column) = _place(first), _place(last or first)
        spans[row, column] = (max(1, end_column - column + 1), max(1, end_row - row + 1))
    row = column = 0
    for line in sheet.iter("row"):
        number = line.get("r", "")
        row, column = (int(number) if number.isdecimal() and len(number) < 8 else row + 1), 0
        if line.get("hidden") in ("1", "true"):
            continue
        for cell in line.iter("c"):
            stated = _place(cell.get("r", ""))
            column = stated[1] if stated[1] else column + 1
            text = shown(cell, words, formats)
            if text and column <= _LAST_COLUMN:
                across, down = spans.get((row, column), (1, 1))
                yield Cell(row, column, text, across, down)


def _place(reference: str) -> tuple[int, int]:
    """(row, column) of a reference like B12, from 1; zeros where it is none."""
    match = _PLACE.fullmatch(reference)
    if match is None:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def shown(cell: Element, words: list[str], formats: list[str]) -> str:
    """What a cell shows: its words, or its number in its format."""
    kind, value = cell.get("t", "n"), cell.find("v")
    raw = (value.text or "") if value is not None else ""
    if kind == "s":
        return words[int(raw)] if raw.isdecimal() and int(raw) < len(words) else ""
    if kind == "inlineStr":
        return _words(cell)
    if kind == "n" and raw:
        style = cell.get("s", "0")
        at = int(style) if style.isdecimal() else 0
        return format_number(raw, formats[at] if at < len(formats) else "")
    return "" if kind in ("b", "e") else raw


def format_number(raw: str, form: str) -> str:
    """A stored number as its format shows it: percent, and so many decimal places."""
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return raw
    if not value.is_finite() or abs(value.adjusted()) > _DIGITS + 5:
        return raw
    first = form.split(";")[0]
    percent = "%" in first
    value = value * 100 if percent else value
    places = re.search(r"[0#?]\.([0#?]+)", first)
    digits = re.search(r"[0#]", first)
    if places is not None or (digits is not None and not re.search(r"[ymdhs/]", first)):
        value = value.quantize(Decimal(1).scaleb(-len(places[1]) if places is not None else 0))
    else:
        value = Decimal(f"{value:.{_DIGITS}g}")
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text and places is None else text
    return text + "%" * percent
