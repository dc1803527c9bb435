"""Results in the tables of a statistical bulletin: rows under 指标, 单位, 绝对数, 比上年增长.

A heading gives each column its meaning; a row with more or fewer cells than its heading is passed
over, since an empty cell leaves no trace in the text. The cells of a row stand between tabs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum, auto

from duban.commitments import ClaimKind, Comparator, Report
from duban.indicators import comparison_key
from duban.quantities import scan
from duban.text.normalise import canonicalise
from duban.verification.model import Result

_WHITESPACE = re.compile(r"\s+")
_UNIT_SUFFIX = re.compile(r"[（(]([^（）()]{1,12})[）)]$")
_PARENTHESIS = re.compile(r"[（(]([^（）()]*)[）)]")
_ITEM_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|[#＃*]+|\d+[.．、])")
_SUBITEM_PREFIX = re.compile(r"^(?:其中[:：]?|[#＃]+)")
_TOTAL_ROW_NAME = re.compile(r"^(?:总计|合计|全市|全省|全国|全县|全区|总额|总量)$")
_CAPTION_WORDS = re.compile(
    r"^(?:表\s*\d+[:：]?)?(?:(?:19|20)\d\d年)?(?:年末)?(?:全[市省国县区])?(?:分.{2,4}?)?|(?:主要)?(?:情况|增速|增长速度|及.*|指标|其.*)+$"
)


class _Column(Enum):
    NAME = auto()
    BREAKDOWN = auto()
    UNIT = auto()
    AMOUNT = auto()
    GROWTH = auto()
    INDEX = auto()
    SHARE = auto()
    OTHER = auto()


_COLUMN_PATTERNS = (
    (_Column.NAME, re.compile(r"^(?:指标(?:名称)?|产品(?:名称)?|名称|项目|主要指标)$")),
    (_Column.BREAKDOWN, re.compile(r"^(?:行业|类别|地区|县区|分类|分组)(?:名称)?$")),
    (_Column.UNIT, re.compile(r"^(?:计量)?单位$")),
    (_Column.INDEX, re.compile(r"指数")),
    (_Column.GROWTH, re.compile(r"增长|增速|增减|涨跌|同比|±")),
    (_Column.SHARE, re.compile(r"比重|占比|构成")),
    (_Column.AMOUNT, re.compile(r"绝对[数量额]|产量|年末数|数值|金额|总量|^全年|实绩|完成|本年")),
)


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Heading:
    columns: tuple[_Column, ...]
    words: tuple[str, ...]
    subject: str
    """What the table is about, by the line above it."""


def read_table_results(report: Report, year: int | None) -> list[Result]:
    """Every figure of the report's tables whose heading says what it is, for `year`."""
    table_results: list[Result] = []
    heading: _Heading | None = None
    caption, parent_name = "", ""
    for cells in _split_lines(report.text):
        if len(cells) == 1:
            heading, caption, parent_name = None, cells[0].text, ""
            continue
        if (new_heading := _read_heading(cells, caption, year)) is not None:
            heading, parent_name = new_heading, ""
            continue
        if heading is None or len(cells) != len(heading.columns):
            continue
        for columns, words, row_cells in _split_side_by_side(heading, cells):
            row_name = _name_row(row_cells[0].text, heading, columns[0], parent_name)
            if not _SUBITEM_PREFIX.match(row_cells[0].text):
                parent_name = row_name
            table_results += _read_row(report, row_name, columns, words, row_cells)
    return table_results


def _split_lines(text: str) -> Iterator[list[_Cell]]:
    line_start = 0
    for line in text.splitlines(keepends=True):
        cells, cell_start = [], line_start
        for cell_text in line.rstrip("\r\n").split("\t"):
            cells.append(_Cell(cell_text.strip(), cell_start, cell_start + len(cell_text)))
            cell_start += len(cell_text) + 1
        line_start += len(line)
        yield cells


def _read_heading(cells: Sequence[_Cell], caption: str, year: int | None) -> _Heading | None:
    words = tuple(_WHITESPACE.sub("", cell.text) for cell in cells)
    columns = tuple(_classify_column(word, year) for word in words)
    if columns[0] not in (_Column.NAME, _Column.BREAKDOWN):
        return None
    subject = _PARENTHESIS.sub("", _CAPTION_WORDS.sub("", _WHITESPACE.sub("", caption)))
    return _Heading(columns, words, subject)


def _classify_column(word: str, year: int | None) -> _Column:
    plain_word = _UNIT_SUFFIX.sub("", word)
    if year is not None and plain_word == f"{year}年":
        return _Column.AMOUNT
    return next((column for column, pattern in _COLUMN_PATTERNS if pattern.search(plain_word)), _Column.OTHER)


def _split_side_by_side(
    heading: _Heading, cells: Sequence[_Cell]
) -> Iterator[tuple[Sequence[_Column], Sequence[str], Sequence[_Cell]]]:
    """A heading that stands twice or thrice on one line is as many tables beside one another."""
    width = len(cells)
    for size in range(2, width):
        if width % size == 0 and heading.columns == heading.columns[:size] * (width // size):
            width = size
            break
    for start_column in range(0, len(cells), width):
        end_column = start_column + width
        yield (
            heading.columns[start_column:end_column],
            heading.words[start_column:end_column],
            cells[start_column:end_column],
        )


def _name_row(cell: str, heading: _Heading, column: _Column, parent_name: str) -> str:
    """制造业 in a table of 固定资产投资 is 制造业固定资产投资; 其中：城镇 is of the row above."""
    row_name = _WHITESPACE.sub("", _SUBITEM_PREFIX.sub("", _ITEM_NUMBER.sub("", _WHITESPACE.sub("", cell))))
    if _SUBITEM_PREFIX.match(_WHITESPACE.sub("", cell)) and parent_name:
        return parent_name + row_name
    if _TOTAL_ROW_NAME.match(row_name):
        return heading.subject or row_name
    if column is _Column.BREAKDOWN and heading.subject and heading.subject not in row_name:
        return row_name if "指数" in "".join(heading.words) else row_name + heading.subject
    return row_name


def _read_row(
    report: Report, name: str, columns: Sequence[_Column], words: Sequence[str], cells: Sequence[_Cell]
) -> Iterator[Result]:
    unit = next(
        (unit_cell.text for unit_cell, unit_column in zip(cells, columns, strict=True) if unit_column is _Column.UNIT),
        "",
    )
    row_text = report.text[cells[0].start : cells[-1].end]
    is_produce = any("产量" in word for word in words) and not name.endswith(("量", "额", "值"))
    full_name = f"{name}产量" if is_produce else name
    for column, word, cell in zip(columns, words, cells, strict=True):
        value = _parse_decimal(cell.text)
        if value is None or column in (_Column.NAME, _Column.BREAKDOWN, _Column.OTHER):
            continue
        header_unit = _UNIT_SUFFIX.search(word)
        conversion = _convert_cell(column, value, cell.text, unit or (header_unit[1] if header_unit else ""), name)
        if conversion is None:
            continue
        kind, value, number, base_unit = conversion
        yield Result(
            indicator=full_name,
            key=comparison_key(full_name, report.jurisdiction),
            number=number,
            quote=row_text,
            clause=f"{full_name} {word} {number}",
            kind=kind,
            value=value,
            unit=base_unit,
            comparator=Comparator.EQ,
            start=cell.start,
            end=cell.end,
        )


def _convert_cell(
    column: _Column, value: Decimal, cell_text: str, unit: str, name: str
) -> tuple[ClaimKind, Decimal, str, str] | None:
    """Kind, value, the number as it is shown, and its base unit."""
    if column is _Column.GROWTH:
        return ClaimKind.GROWTH, value, f"{cell_text}%", "%"
    if column is _Column.SHARE:
        return ClaimKind.SHARE, value, f"{cell_text}%", "%"
    if column is _Column.INDEX:
        return ClaimKind.GROWTH, value - 100, f"{cell_text}（上年=100）", "%"
    if column is not _Column.AMOUNT or not unit:
        return None
    if unit in ("%", "％"):
        return ClaimKind.SHARE, value, f"{cell_text}%", "%"
    quantities = scan(canonicalise(f"{cell_text}{unit}"))
    if len(quantities) != 1:
        return None
    kind = ClaimKind.VOLUME if "新增" in name else ClaimKind.LEVEL
    return kind, quantities[0].value, f"{cell_text}{unit}", quantities[0].unit


def _parse_decimal(text: str) -> Decimal | None:
    """A cell that holds a number and nothing else."""
    digits = canonicalise(text).replace(" ", "").replace(",", "").replace("%", "")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
