"""Published figures (CSV) that stand in for a report: one result a row of the target year.

Columns: indicator, period, measure (growth, level, volume, share, points), value, unit; and, where
known, published, source_name, source_url, note.
"""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal, InvalidOperation

from duban.commitments import ClaimKind, Comparator
from duban.years.model import Result

_NEEDED = ("indicator", "period", "value", "unit")
_ALIASES = {"指标": "indicator", "claim": "indicator", "期间": "period", "时期": "period"}
_ALIASES |= {"类型": "measure", "数值": "value", "单位": "unit", "来源": "source_name"}
_ALIASES |= {"source": "source_name", "公布日期": "published", "备注": "note"}
_POWERS = {"万亿": 12, "亿": 8, "万": 4}


class FiguresError(ValueError):
    """A figures file with faults: the line, the column, and what to write instead."""


def read_figures(data: bytes, year: int | None) -> list[Result]:
    """The rows of a CSV file that speak of `year` (of any year, when it is None).

    A row for a part of the year (2025-Q3) is marked as such, and settles nothing.

    Raises FiguresError.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FiguresError("不是 UTF-8 编码：请另存为 UTF-8 的 CSV") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    rows.fieldnames = [_ALIASES.get(n.strip(), n.strip()) for n in rows.fieldnames or ()]
    missing = [n for n in _NEEDED if n not in (rows.fieldnames or ())]
    if missing:
        raise FiguresError(f"第1行：缺少 {'、'.join(missing)} 列")
    return [_result(row, rows.line_num) for row in rows if _of_year(row.get("period") or "", year)]


def _of_year(period: str, year: int | None) -> bool:
    own = re.match(r"\d{4}", period.strip())
    return own is not None and (year is None or own[0] == str(year)) and "/" not in period


def _whole_year(period: str) -> bool:
    return re.fullmatch(r"\d{4}(?:-12-31|-12|-Q4|-01\.\.12|年)?", period.strip()) is not None


def _result(row: dict[str, str], line: int) -> Result:
    written = (row["value"] or "").strip()
    try:
        value = Decimal(written.replace(",", ""))
    except InvalidOperation as error:
        raise FiguresError(f"第{line}行 value 列：{written!r} 不是数") from error
    if not value.is_finite():
        raise FiguresError(f"第{line}行 value 列：{written!r} 不是数")
    unit = (row["unit"] or "").strip()
    name = (row["indicator"] or "").strip()
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
        number=f"{written}{unit}",
        quote=f"{name} {row['period']} {written}{unit}",
        clause=note,
        kind=kind,
        value=value * factor,
        unit=base,
        comparator=Comparator.GE
        if re.search(r"lower bound|\d[万亿]?[个家户人]?以上", note)
        else Comparator.EQ,
        new="新增" in note and kind is ClaimKind.VOLUME,
        until=None if _whole_year(row["period"]) else row["period"].strip(),
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


def _base(unit: str) -> tuple[str, Decimal]:
    """The unit without 万 and 亿, and what they multiply by."""
    for word, power in _POWERS.items():
        if unit.startswith(word) and unit != word:
            return unit.removeprefix(word), Decimal(10) ** power
    return unit, Decimal(1)
