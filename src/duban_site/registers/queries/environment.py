"""Judge air and water by the national standards, for the page of judgement."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from duban.registers import Declaration, Field, Record, fold
from duban.registers.environment import (
    AirYear,
    WaterClass,
    compute_air_index,
    is_good_day,
    judge_air_year,
    judge_water,
    judge_water_year,
)
from duban.registers.environment.standards import load_limits
from duban.registers.environment.water import CLASS_LABELS
from duban_site.registers.history import stream_histories
from duban_site.registers.models import Register, RegisterRecord

LAKE_BODY_TYPE = "湖库"
AIR_CATEGORY_LABELS = {
    "优": gettext_lazy("优"),
    "良": gettext_lazy("良"),
    "轻度污染": gettext_lazy("轻度污染"),
    "中度污染": gettext_lazy("中度污染"),
    "重度污染": gettext_lazy("重度污染"),
    "严重污染": gettext_lazy("严重污染"),
}
STATIONS_PER_PAGE = 60
"""Stations or sections on one page."""


class Kind(StrEnum):
    """The standard that applies to a register; the value is the key of its list of readings."""

    AIR = "days"
    WATER = "months"


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor's figure, and whether it exceeds its limit."""

    key: str
    label: str
    figure: Decimal | None
    beyond: bool


@dataclass(frozen=True, slots=True)
class AirRow:
    """A station's year: days measured, complete and good days, and the verdict so far."""

    row: RegisterRecord
    days: int
    complete: int
    good: int
    year: AirYear
    factors: list[Factor]
    spread: list[tuple[str, int]]
    """Days by category of the index (HJ 633-2012), the best first; only what occurs."""

    @property
    def share(self) -> Decimal | None:
        """优良率: the per cent of good days among those on which all six factors were measured."""
        return Decimal(100 * self.good) / self.complete if self.complete else None


@dataclass(frozen=True, slots=True)
class Month:
    """A month's water class, and the factors beyond the target."""

    month: int
    water_class: WaterClass | None
    beyond: str


@dataclass(frozen=True, slots=True)
class WaterRow:
    """A section's year: its months, the class of their means, how many met the target."""

    row: RegisterRecord
    target: int
    months: list[Month]
    year: WaterClass | None
    met: int
    judged: int

    @property
    def stable(self) -> bool:
        """Whether every month that was measured met the target."""
        return self.judged > 0 and self.met == self.judged

    @property
    def target_label(self) -> str:
        """The target class in words: Ⅲ类."""
        return CLASS_LABELS[self.target]


def find_standard_kind(declaration: Declaration) -> Kind | None:
    """The standard for the register's readings; None for registers without such readings."""
    for standard_kind, factor_keys in ((Kind.AIR, load_limits("air")), (Kind.WATER, {"oxygen", "ammonia"})):
        group = next((group for group in declaration.rows if group.key == standard_kind), None)
        if group is not None and set(factor_keys) <= {field.key for field in group.fields}:
            return standard_kind
    return None


def list_entry_fields(declaration: Declaration) -> list[Field]:
    """The fields that people enter; the class and the exceedances are computed."""
    kind = find_standard_kind(declaration)
    group = declaration.group(kind or "")
    return [field for field in group.fields if field.key not in ("water_class", "exceeding") and not field.retired]


def list_stations(records: QuerySet[RegisterRecord], year: int) -> QuerySet[RegisterRecord]:
    """All stations or sections of a year."""
    return records.filter(values__year=year).order_by("pk")


def judge_air_rows(register: Register, station_rows: Iterable[RegisterRecord]) -> list[AirRow]:
    """Judge these stations."""
    return [_air_row(row, record) for row, record in _fold_records(register, station_rows)]


def judge_water_rows(register: Register, section_rows: Iterable[RegisterRecord]) -> list[WaterRow]:
    """Judge these sections and water sources."""
    return [_water_row(row, record) for row, record in _fold_records(register, section_rows)]


def list_years(records: QuerySet[RegisterRecord]) -> list[int]:
    """The years that have records, the newest first."""
    years = records.order_by().values_list("values__year", flat=True).distinct()
    return sorted({int(year) for year in years if year is not None}, reverse=True)


def _fold_records(
    register: Register, register_rows: Iterable[RegisterRecord]
) -> Iterator[tuple[RegisterRecord, Record]]:
    row_by_number = {row.number: row for row in register_rows}
    record_keys = [row.pk for row in row_by_number.values()]
    for events in stream_histories(register.declaration, record_keys):
        record = fold(register.declaration, events)
        if record is not None:
            yield row_by_number[record.id], record


def list_readings(record: Record, kind: Kind) -> list[dict[str, Any]]:
    """The values of the record's readings."""
    return [dict(row.values) for row in record.rows.get(kind, {}).values()]


def judge_station_year(record: Record) -> AirYear:
    """Judge a station's year from its daily readings."""
    reading_by_day = {row["day"]: row for row in list_readings(record, Kind.AIR) if row.get("day")}
    return judge_air_year(reading_by_day)


def _air_row(row: RegisterRecord, record: Record) -> AirRow:
    day_readings = list_readings(record, Kind.AIR)
    verdicts = [is_good_day(day) for day in day_readings]
    year_verdict = judge_station_year(record)
    factors = [
        Factor(key, load_limits("air")[key]["label"], year_verdict.figures.get(key), key in year_verdict.beyond)
        for key in load_limits("air")
    ]
    complete_days = sum(verdict is not None for verdict in verdicts)
    good_days = sum(day_verdict is True for day_verdict in verdicts)
    return AirRow(
        row, len(day_readings), complete_days, good_days, year_verdict, factors, _count_categories(day_readings)
    )


def _count_categories(day_readings: list[dict[str, Any]]) -> list[tuple[str, int]]:
    count_by_category = Counter(index.category for day in day_readings if (index := compute_air_index(day)) is not None)
    return [
        (str(label), count_by_category[key]) for key, label in AIR_CATEGORY_LABELS.items() if count_by_category[key]
    ]


def judge_month(record: Record, values: Mapping[str, Any]) -> WaterClass | None:
    """Judge a month against the section's target; None where no relevant factor was measured."""
    try:
        return judge_water(values, is_lake=_is_lake(record), target_class=_target_class(record))
    except ValueError:
        return None


def judge_section_year(record: Record) -> WaterClass | None:
    """Judge the means of all months; None where no relevant factor was measured."""
    limit_by_factor = load_limits("water")
    months = [
        {key: value for key, value in month.items() if key in limit_by_factor}
        for month in list_readings(record, Kind.WATER)
    ]
    try:
        return judge_water_year(months, is_lake=_is_lake(record), target_class=_target_class(record))
    except ValueError:
        return None


def describe_exceedances(verdict: WaterClass | AirYear) -> str:
    """The factors beyond their limits in words: 总磷（超0.5倍）、溶解氧."""
    if isinstance(verdict, AirYear):
        return "、".join(load_limits("air")[key]["label"] for key in verdict.beyond)
    return "、".join(_describe_exceedance(key, exceedance_ratio) for key, exceedance_ratio in verdict.beyond.items())


def _describe_exceedance(key: str, exceedance_ratio: Decimal | None) -> str:
    label = load_limits("water")[key]["label"]
    return label if exceedance_ratio is None else f"{label}（超{exceedance_ratio.quantize(Decimal('0.01')):f}倍）"


def _water_row(row: RegisterRecord, record: Record) -> WaterRow:
    months = [
        Month(month["month_end"].month, month_class, "" if month_class is None else describe_exceedances(month_class))
        for month in list_readings(record, Kind.WATER)
        if isinstance(month.get("month_end"), dt.date)
        for month_class in [judge_month(record, month)]
    ]
    months.sort(key=lambda month_row: month_row.month)
    target = _target_class(record)
    judged_classes = [month_row.water_class for month_row in months if month_row.water_class is not None]
    met_count = sum(month_class.number <= target for month_class in judged_classes)
    return WaterRow(row, target, months, judge_section_year(record), met_count, len(judged_classes))


def _is_lake(record: Record) -> bool:
    return record.values.get("body") == LAKE_BODY_TYPE


def _target_class(record: Record) -> int:
    target = record.values.get("target")
    return target if isinstance(target, int) and 1 <= target <= 5 else 3
