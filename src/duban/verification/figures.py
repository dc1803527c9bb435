"""Published figures (CSV) that stand in for a report: one result a row of the target year.

Columns: indicator, period, measure (growth, level, volume, share, points), value, unit; and, where
known, published, source_name, source_url, note.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from duban.commitments import ClaimKind, Comparator
from duban.quantities.units import match_unit
from duban.series import family
from duban.sources import SourceError
from duban.sources.decode import decode
from duban.verification.model import Result

_NEEDED = ("indicator", "period", "value", "unit")
_ALIASES = {"指标": "indicator", "claim": "indicator", "期间": "period", "时期": "period"}
_ALIASES |= {"类型": "measure", "数值": "value", "单位": "unit", "来源": "source_name"}
_ALIASES |= {"source": "source_name", "公布日期": "published", "备注": "note"}
_MEASURE_WORD = re.compile(r"[一-鿿]{1,3}(?:/[一-鿿]{1,3})?")
"""A unit that no list holds, but that can be one (亿枝)."""
_COMPARED = (*_NEEDED, "measure")
_POWERS = {"万亿": 12, "亿": 8, "万": 4}


class FiguresError(ValueError):
    """A figures file with faults: the line, the column, and what to write instead."""


def read_figures(data: bytes, year: int | None) -> list[Result]:
    """The rows of a CSV file that speak of `year` (of any year, when it is None).

    A row for a part of the year (2025-Q3) is marked as such, and settles nothing. The file may be
    in UTF-8, GB18030 or UTF-16, and its numbers full-width.

    Raises FiguresError.
    """
    try:
        text = decode(data)[0].removeprefix("\ufeff")
    except SourceError as error:
        raise FiguresError("不是文本：请给 UTF-8、GB18030 或 UTF-16 编码的 CSV") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    try:
        rows.fieldnames = [_ALIASES.get(n.strip(), n.strip()) for n in rows.fieldnames or ()]
        missing = [n for n in _NEEDED if n not in (rows.fieldnames or ())]
        if missing:
            raise FiguresError(f"第1行：缺少 {'、'.join(missing)} 列")
        found = [(_plain(row, rows.line_num), rows.line_num) for row in rows]
    except csv.Error as error:
        raise FiguresError(f"第{rows.line_num}行不是 CSV：{error}") from error
    return [_result(row, line) for row, line in found if _of_year(row, line, year)]


def _plain(row: dict[str | None, str | None], line: int) -> dict[str, str]:
    """The cells that the header names, without full-width digits and blanks around them."""
    if None in row:
        raise FiguresError(f"第{line}行比表头多出几列：含逗号的文字要加引号")
    cells = {name: value or "" for name, value in row.items() if name in _COMPARED and name}
    kept = {name: value or "" for name, value in row.items() if name is not None}
    return kept | {name: unicodedata.normalize("NFKC", v).strip() for name, v in cells.items()}


def _of_year(row: dict[str, str], line: int, year: int | None) -> bool:
    period = row["period"]
    own = re.match(r"\d{4}(?!\d)", period)
    if own is None:
        raise FiguresError(f"第{line}行 period 列：{period!r} 不是年度；写成 2025 或 2025-Q3")
    return (year is None or own[0] == str(year)) and "/" not in period


def _whole_year(period: str) -> bool:
    return re.fullmatch(r"\d{4}(?:-12-31|-12|-Q4|-01\.\.12|年)?", period) is not None


def _result(row: dict[str, str], line: int) -> Result:
    written = row["value"]
    try:
        value = Decimal(written.replace(",", "").removesuffix(row["unit"] or " "))
    except InvalidOperation as error:
        raise FiguresError(f"第{line}行 value 列：{written!r} 不是数") from error
    if not value.is_finite():
        raise FiguresError(f"第{line}行 value 列：{written!r} 不是数")
    unit = row["unit"]
    name = (row["indicator"] or "").strip()
    if not name:
        raise FiguresError(f"第{line}行 indicator 列是空的：写上指标名称")
    if not _known(unit):
        said = f"第{line}行 unit 列：{unit!r} 不认识；写成报告里的单位，如 %、百分点、亿元、万人"
        raise FiguresError(said)
    kind = _kind(row.get("measure") or "", unit, line)
    source = " ".join(
        part
        for part in (row.get("source_name"), row.get("published"), row.get("source_url"))
        if part
    )
    note = row.get("note") or ""
    base, factor = _base(unit)
    return Result(
        indicator=name,
        key=name,
        number=f"{written.removesuffix(unit)}{unit}",
        quote=f"{name} {row['period']} {written.removesuffix(unit)}{unit}",
        clause=note,
        kind=kind,
        value=value * factor,
        unit=base,
        comparator=Comparator.GE
        if re.search(r"lower bound|\d[万亿]?[个家户人]?以上", note)
        else Comparator.EQ,
        new="新增" in note and kind is ClaimKind.VOLUME,
        until=None if _whole_year(row["period"]) else row["period"],
        source=source or f"第{line}行",
    )


def _kind(measure: str, unit: str, line: int) -> ClaimKind:
    measure = measure.strip().lower()
    if not measure:
        return ClaimKind.GROWTH if unit in ("%", "％") else ClaimKind.LEVEL
    try:
        return ClaimKind(measure)
    except ValueError as error:
        known = "、".join(k.value for k in ClaimKind)
        raise FiguresError(f"第{line}行 measure 列：{measure!r} 不认识；可用 {known}") from error


def _known(unit: str) -> bool:
    """Whether a report would use the unit. None at all is a ratio or a bare count."""
    base, _ = _base(unit)
    listed = match_unit(base, 0)[2] == len(base) or family(unit)[0] != base
    return not unit or listed or _MEASURE_WORD.fullmatch(base) is not None


def _base(unit: str) -> tuple[str, Decimal]:
    """The unit without 万 and 亿, and what they multiply by."""
    for word, power in _POWERS.items():
        if unit.startswith(word) and unit != word:
            return unit.removeprefix(word), Decimal(10) ** power
    return unit, Decimal(1)
