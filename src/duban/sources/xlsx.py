"""XLSX: every visible sheet as a table of what its cells show (ECMA-376 part 1, 18)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from duban.sources.builder import Cell, DocumentBuilder
from duban.sources.package import Package, resolve_part
from duban.sources.xml import parse_xml

_ATTRIBUTE_NAMES = "name state id Id Target Type r s t ref hidden numFmtId formatCode"
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_SKIPPED_TAG_NAMES = (
    "f cols sheetViews sheetFormatPr pageMargins pageSetup headerFooter drawing fonts fills "
    "borders cellStyleXfs cellStyles dxfs tableStyles extLst rPh phoneticPr rPr dataValidations "
    "conditionalFormatting hyperlinks sheetPr definedNames calcPr"
)
_SKIPPED_TAGS = frozenset(_SKIPPED_TAG_NAMES.split())
_CELL_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_BUILT_IN_FORMATS = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}
_MAX_DIGITS = 15  # a spreadsheet keeps so many of a number
_MAX_COLUMNS = 16_384


def read_xlsx(package: Package) -> DocumentBuilder:
    """The blocks of a workbook: each sheet's name as a heading, and its cells."""
    workbook = _parse_part(package, "xl/workbook.xml")
    part_by_relation = {
        relation.get("Id", ""): resolve_part("xl/workbook.xml", relation.get("Target", ""))
        for relation in _parse_part(package, "xl/_rels/workbook.xml.rels")
    }
    shared_strings = _read_shared_strings(package)
    formats = _read_formats(package)
    builder = DocumentBuilder()
    for sheet in workbook.iter("sheet"):
        part_name = part_by_relation.get(sheet.get("id", ""), "")
        if sheet.get("state", "visible") != "visible" or part_name not in package:
            continue
        cells = list(_list_cells(_parse_part(package, part_name), shared_strings, formats))
        if cells:
            builder.add_paragraph(sheet.get("name", ""), kind="heading")
            builder.add_table(cells)
    return builder


def _parse_part(package: Package, part_name: str) -> Element:
    return parse_xml(package.read(part_name), skip=_SKIPPED_TAGS, attributes=_ATTRIBUTES)


def _read_shared_strings(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package:
        return []
    return [_join_texts(item) for item in _parse_part(package, "xl/sharedStrings.xml").iter("si")]


def _join_texts(item: Element) -> str:
    return "".join(text_element.text or "" for text_element in item.iter("t"))


def _read_formats(package: Package) -> list[str]:
    """The number format of each cell style."""
    if "xl/styles.xml" not in package:
        return []
    root = _parse_part(package, "xl/styles.xml")
    custom_formats = {
        format_element.get("numFmtId", ""): format_element.get("formatCode", "")
        for format_element in root.iter("numFmt")
    }
    cell_formats = root.find("cellXfs")
    format_ids = [
        cell_format.get("numFmtId", "0") for cell_format in (cell_formats if cell_formats is not None else ())
    ]
    return [
        custom_formats.get(format_id) or _BUILT_IN_FORMATS.get(int(format_id) if format_id.isdecimal() else 0, "")
        for format_id in format_ids
    ]


def _list_cells(sheet: Element, shared_strings: list[str], formats: list[str]) -> Iterator[Cell]:
    span_by_position = {}
    for merge_element in sheet.iter("mergeCell"):
        first_reference, _, last_reference = merge_element.get("ref", "").partition(":")
        (row, column), (end_row, end_column) = (
            _parse_reference(first_reference),
            _parse_reference(last_reference or first_reference),
        )
        span_by_position[row, column] = (max(1, end_column - column + 1), max(1, end_row - row + 1))
    row = column = 0
    for row_element in sheet.iter("row"):
        row_text = row_element.get("r", "")
        row, column = (int(row_text) if row_text.isdecimal() and len(row_text) < 8 else row + 1), 0
        if row_element.get("hidden") in ("1", "true"):
            continue
        for cell in row_element.iter("c"):
            position = _parse_reference(cell.get("r", ""))
            column = position[1] if position[1] else column + 1
            text = format_cell(cell, shared_strings, formats)
            if text and column <= _MAX_COLUMNS:
                column_span, row_span = span_by_position.get((row, column), (1, 1))
                yield Cell(row, column, text, column_span, row_span)


def _parse_reference(reference: str) -> tuple[int, int]:
    """(row, column) of a reference like B12, from 1; zeros where it is none."""
    match = _CELL_REFERENCE.fullmatch(reference)
    if match is None:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def format_cell(cell: Element, shared_strings: list[str], formats: list[str]) -> str:
    """What a cell shows: its words, or its number in its format."""
    cell_type, value = cell.get("t", "n"), cell.find("v")
    raw_text = (value.text or "") if value is not None else ""
    if cell_type == "s":
        return shared_strings[int(raw_text)] if raw_text.isdecimal() and int(raw_text) < len(shared_strings) else ""
    if cell_type == "inlineStr":
        return _join_texts(cell)
    if cell_type == "n" and raw_text:
        style_text = cell.get("s", "0")
        style_index = int(style_text) if style_text.isdecimal() else 0
        return format_number(raw_text, formats[style_index] if style_index < len(formats) else "")
    return "" if cell_type in ("b", "e") else raw_text


def format_number(raw_text: str, number_format: str) -> str:
    """A stored number as its format shows it: percent, and so many decimal places."""
    try:
        value = Decimal(raw_text)
    except InvalidOperation:
        return raw_text
    if not value.is_finite() or abs(value.adjusted()) > _MAX_DIGITS + 5:
        return raw_text
    positive_format = number_format.split(";")[0]
    is_percent = "%" in positive_format
    value = value * 100 if is_percent else value
    decimal_places = re.search(r"[0#?]\.([0#?]+)", positive_format)
    digits = re.search(r"[0#]", positive_format)
    if decimal_places is not None or (digits is not None and not re.search(r"[ymdhs/]", positive_format)):
        value = value.quantize(Decimal(1).scaleb(-len(decimal_places[1]) if decimal_places is not None else 0))
    else:
        value = Decimal(f"{value:.{_MAX_DIGITS}g}")
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text and decimal_places is None else text
    return text + "%" * is_percent
