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
from duban.indicators import key
from duban.quantities import scan
from duban.text.normalise import canonical
from duban.verification.model import Result

_SPACE = re.compile(r"\s+")
_UNIT = re.compile(r"[（(]([^（）()]{1,12})[）)]$")
_ASIDE = re.compile(r"[（(]([^（）()]*)[）)]")
_ITEM = re.compile(r"^(?:[一二三四五六七八九十]+、|[#＃*]+|\d+[.．、])")
_PART = re.compile(r"^(?:其中[:：]?|[#＃]+)")
_WHOLE = re.compile(r"^(?:总计|合计|全市|全省|全国|全县|全区|总额|总量)$")
_CAPTION = re.compile(
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


_MEANINGS = (
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


def results(report: Report, year: int | None) -> list[Result]:
    """Every figure of the report's tables whose heading says what it is, for `year`."""
    found: list[Result] = []
    heading: _Heading | None = None
    above, parent = "", ""
    for cells in _lines(report.text):
        if len(cells) == 1:
            heading, above, parent = None, cells[0].text, ""
            continue
        if (named := _heading(cells, above, year)) is not None:
            heading, parent = named, ""
            continue
        if heading is None or len(cells) != len(heading.columns):
            continue
        for columns, words, own in _side_by_side(heading, cells):
            name = _name(own[0].text, heading, columns[0], parent)
            if not _PART.match(own[0].text):
                parent = name
            found += _row(report, name, columns, words, own)
    return found


def _lines(text: str) -> Iterator[list[_Cell]]:
    at = 0
    for line in text.splitlines(keepends=True):
        cells, start = [], at
        for piece in line.rstrip("\r\n").split("\t"):
            cells.append(_Cell(piece.strip(), start, start + len(piece)))
            start += len(piece) + 1
        at += len(line)
        yield cells


def _heading(cells: Sequence[_Cell], above: str, year: int | None) -> _Heading | None:
    words = tuple(_SPACE.sub("", c.text) for c in cells)
    columns = tuple(_meaning(word, year) for word in words)
    if columns[0] not in (_Column.NAME, _Column.BREAKDOWN):
        return None
    subject = _ASIDE.sub("", _CAPTION.sub("", _SPACE.sub("", above)))
    return _Heading(columns, words, subject)


def _meaning(word: str, year: int | None) -> _Column:
    bare = _UNIT.sub("", word)
    if year is not None and bare == f"{year}年":
        return _Column.AMOUNT
    return next((kind for kind, asked in _MEANINGS if asked.search(bare)), _Column.OTHER)


def _side_by_side(
    heading: _Heading, cells: Sequence[_Cell]
) -> Iterator[tuple[Sequence[_Column], Sequence[str], Sequence[_Cell]]]:
    """A heading that stands twice or thrice on one line is as many tables beside one another."""
    wide = len(cells)
    for size in range(2, wide):
        if wide % size == 0 and heading.columns == heading.columns[:size] * (wide // size):
            wide = size
            break
    for at in range(0, len(cells), wide):
        to = at + wide
        yield heading.columns[at:to], heading.words[at:to], cells[at:to]


def _name(cell: str, heading: _Heading, column: _Column, parent: str) -> str:
    """制造业 in a table of 固定资产投资 is 制造业固定资产投资; 其中：城镇 is of the row above."""
    own = _SPACE.sub("", _PART.sub("", _ITEM.sub("", _SPACE.sub("", cell))))
    if _PART.match(_SPACE.sub("", cell)) and parent:
        return parent + own
    if _WHOLE.match(own):
        return heading.subject or own
    if column is _Column.BREAKDOWN and heading.subject and heading.subject not in own:
        return own if "指数" in "".join(heading.words) else own + heading.subject
    return own


def _row(
    report: Report,
    name: str,
    columns: Sequence[_Column],
    words: Sequence[str],
    cells: Sequence[_Cell],
) -> Iterator[Result]:
    unit = next((c.text for c, k in zip(cells, columns, strict=True) if k is _Column.UNIT), "")
    row = report.text[cells[0].start : cells[-1].end]
    grown = any("产量" in word for word in words) and not name.endswith(("量", "额", "值"))
    called = f"{name}产量" if grown else name
    for column, word, cell in zip(columns, words, cells, strict=True):
        value = _decimal(cell.text)
        if value is None or column in (_Column.NAME, _Column.BREAKDOWN, _Column.OTHER):
            continue
        written = _UNIT.search(word)
        made = _made(column, value, cell.text, unit or (written[1] if written else ""), name)
        if made is None:
            continue
        kind, value, number, base = made
        yield Result(
            indicator=called,
            key=key(called, report.jurisdiction),
            number=number,
            quote=row,
            clause=f"{called} {word} {number}",
            kind=kind,
            value=value,
            unit=base,
            comparator=Comparator.EQ,
            start=cell.start,
            end=cell.end,
        )


def _made(
    column: _Column, value: Decimal, written: str, unit: str, name: str
) -> tuple[ClaimKind, Decimal, str, str] | None:
    """Kind, value, the number as it is shown, and its base unit."""
    if column is _Column.GROWTH:
        return ClaimKind.GROWTH, value, f"{written}%", "%"
    if column is _Column.SHARE:
        return ClaimKind.SHARE, value, f"{written}%", "%"
    if column is _Column.INDEX:
        return ClaimKind.GROWTH, value - 100, f"{written}（上年=100）", "%"
    if column is not _Column.AMOUNT or not unit:
        return None
    if unit in ("%", "％"):
        return ClaimKind.SHARE, value, f"{written}%", "%"
    read = scan(canonical(f"{written}{unit}"))
    if len(read) != 1:
        return None
    kind = ClaimKind.VOLUME if "新增" in name else ClaimKind.LEVEL
    return kind, read[0].value, f"{written}{unit}", read[0].unit


def _decimal(text: str) -> Decimal | None:
    """A cell that holds a number and nothing else."""
    plain = canonical(text).replace(" ", "").replace(",", "").replace("%", "")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
