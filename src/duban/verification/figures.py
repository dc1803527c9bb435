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
from duban.notices import NoticeError, Place
from duban.quantities.units import match_unit
from duban.series import find_family
from duban.sources import SourceError
from duban.sources.decode_text import decode_text
from duban.verification.model import Result

_REQUIRED_COLUMNS = ("indicator", "period", "value", "unit")
_COLUMN_BY_ALIAS = {"指标": "indicator", "claim": "indicator", "期间": "period", "时期": "period"}
_COLUMN_BY_ALIAS |= {"类型": "measure", "数值": "value", "单位": "unit", "来源": "source_name"}
_COLUMN_BY_ALIAS |= {"source": "source_name", "公布日期": "published", "备注": "note"}
_MEASURE_WORD_PATTERN = re.compile(r"[一-鿿]{1,3}(?:/[一-鿿]{1,3})?")
"""A unit that no list holds, but that can be one (亿枝)."""
_NORMALIZED_COLUMNS = (*_REQUIRED_COLUMNS, "measure")
_POWER_BY_WORD = {"万亿": 12, "亿": 8, "万": 4}


class FiguresError(NoticeError):
    """A figures file with faults: the line, the column, and what to write instead."""


def read_figures(content: bytes, year: int | None) -> list[Result]:
    """The rows of a CSV file that speak of `year` (of any year, when it is None).

    A row for a part of the year (2025-Q3) is marked as such, and settles nothing. The file may be
    in UTF-8, GB18030 or UTF-16, and its numbers full-width.

    Raises FiguresError.
    """
    try:
        text = decode_text(content)[0].removeprefix("\ufeff")
    except SourceError as error:
        raise FiguresError.make("figures_not_text") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    try:
        rows.fieldnames = [_COLUMN_BY_ALIAS.get(column.strip(), column.strip()) for column in rows.fieldnames or ()]
        missing_columns = [column for column in _REQUIRED_COLUMNS if column not in (rows.fieldnames or ())]
        if missing_columns:
            raise FiguresError.make("figures_columns_missing", Place(line=1), columns=tuple(missing_columns))
        numbered_rows = [(_normalize_row(row, rows.line_num), rows.line_num) for row in rows]
    except csv.Error as error:
        raise FiguresError.make("figures_line_not_csv", line=rows.line_num, reason=error) from error
    return [_build_result(row, line) for row, line in numbered_rows if _is_of_year(row, line, year)]


def _normalize_row(row: dict[str | None, str | None], line: int) -> dict[str, str]:
    """The cells that the header names, without full-width digits and blanks around them."""
    if None in row:
        raise FiguresError.make("figures_cells_too_many", line=line)
    cells = {column: value or "" for column, value in row.items() if column in _NORMALIZED_COLUMNS and column}
    text_cells = {column: value or "" for column, value in row.items() if column is not None}
    return text_cells | {column: unicodedata.normalize("NFKC", cell).strip() for column, cell in cells.items()}


def _is_of_year(row: dict[str, str], line: int, year: int | None) -> bool:
    period = row["period"]
    year_match = re.match(r"\d{4}(?!\d)", period)
    if year_match is None:
        raise FiguresError.make("figures_period", line=line, value=repr(period))
    return (year is None or year_match[0] == str(year)) and "/" not in period


def _is_full_year(period: str) -> bool:
    return re.fullmatch(r"\d{4}(?:-12-31|-12|-Q4|-01\.\.12|年)?", period) is not None


def _build_result(row: dict[str, str], line: int) -> Result:
    value_text = row["value"]
    try:
        value = Decimal(value_text.replace(",", "").removesuffix(row["unit"] or " "))
    except InvalidOperation as error:
        raise FiguresError.make("figures_value", line=line, value=repr(value_text)) from error
    if not value.is_finite():
        raise FiguresError.make("figures_value", line=line, value=repr(value_text))
    unit = row["unit"]
    indicator_name = (row["indicator"] or "").strip()
    if not indicator_name:
        raise FiguresError.make("figures_indicator", line=line)
    if not _is_valid_unit(unit):
        raise FiguresError.make("figures_unit", line=line, value=repr(unit))
    kind = _parse_kind(row.get("measure") or "", unit, line)
    source = " ".join(part for part in (row.get("source_name"), row.get("published"), row.get("source_url")) if part)
    note = row.get("note") or ""
    base_unit, factor = _split_unit(unit)
    return Result(
        indicator=indicator_name,
        key=indicator_name,
        number=f"{value_text.removesuffix(unit)}{unit}",
        quote=f"{indicator_name} {row['period']} {value_text.removesuffix(unit)}{unit}",
        clause=note,
        kind=kind,
        value=value * factor,
        unit=base_unit,
        comparator=Comparator.GE if re.search(r"lower bound|\d[万亿]?[个家户人]?以上", note) else Comparator.EQ,
        new="新增" in note and kind is ClaimKind.VOLUME,
        until=None if _is_full_year(row["period"]) else row["period"],
        source=source or f"第{line}行",
    )


def _parse_kind(measure: str, unit: str, line: int) -> ClaimKind:
    measure = measure.strip().lower()
    if not measure:
        return ClaimKind.GROWTH if unit in ("%", "％") else ClaimKind.LEVEL
    try:
        return ClaimKind(measure)
    except ValueError as error:
        raise FiguresError.make("figures_measure", line=line, value=repr(measure), kinds=tuple(ClaimKind)) from error


def _is_valid_unit(unit: str) -> bool:
    """Whether a report would use the unit. None at all is a ratio or a bare count."""
    base_unit, _ = _split_unit(unit)
    is_listed = match_unit(base_unit, 0)[2] == len(base_unit) or find_family(unit)[0] != base_unit
    return not unit or is_listed or _MEASURE_WORD_PATTERN.fullmatch(base_unit) is not None


def _split_unit(unit: str) -> tuple[str, Decimal]:
    """The unit without 万 and 亿, and what they multiply by."""
    for word, power in _POWER_BY_WORD.items():
        if unit.startswith(word) and unit != word:
            return unit.removeprefix(word), Decimal(10) ** power
    return unit, Decimal(1)
