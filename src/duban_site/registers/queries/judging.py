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
    air_index,
    good_day,
    judge_air_year,
    judge_water,
    year_class,
)
from duban.registers.environment.standards import limits
from duban.registers.environment.water import LABELS
from duban_site.registers.history import histories
from duban_site.registers.models import Register, RegisterRecord

LAKE = "湖库"
CATEGORIES = {
    "优": gettext_lazy("优"),
    "良": gettext_lazy("良"),
    "轻度污染": gettext_lazy("轻度污染"),
    "中度污染": gettext_lazy("中度污染"),
    "重度污染": gettext_lazy("重度污染"),
    "严重污染": gettext_lazy("严重污染"),
}
STATIONS = 60
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
    found: WaterClass | None
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
        return LABELS[self.target]


def kind_of(declaration: Declaration) -> Kind | None:
    """The standard for the register's readings; None for registers without such readings."""
    for kind, factors in ((Kind.AIR, limits("air")), (Kind.WATER, {"oxygen", "ammonia"})):
        group = next((group for group in declaration.rows if group.key == kind), None)
        if group is not None and set(factors) <= {field.key for field in group.fields}:
            return kind
    return None


def entered(declaration: Declaration) -> list[Field]:
    """The fields that people enter; the class and the exceedances are computed."""
    kind = kind_of(declaration)
    group = declaration.group(kind or "")
    return [f for f in group.fields if f.key not in ("water_class", "exceeding") and not f.retired]


def stations(records: QuerySet[RegisterRecord], year: int) -> QuerySet[RegisterRecord]:
    """All stations or sections of a year."""
    return records.filter(values__year=year).order_by("pk")


def air_rows(register: Register, shown: Iterable[RegisterRecord]) -> list[AirRow]:
    """Judge these stations."""
    return [_air(row, record) for row, record in _records(register, shown)]


def water_rows(register: Register, shown: Iterable[RegisterRecord]) -> list[WaterRow]:
    """Judge these sections and water sources."""
    return [_water(row, record) for row, record in _records(register, shown)]


def years_of(records: QuerySet[RegisterRecord]) -> list[int]:
    """The years that have records, the newest first."""
    found = records.order_by().values_list("values__year", flat=True).distinct()
    return sorted({int(year) for year in found if year is not None}, reverse=True)


def _records(
    register: Register, shown: Iterable[RegisterRecord]
) -> Iterator[tuple[RegisterRecord, Record]]:
    rows = {row.number: row for row in shown}
    keys = [row.pk for row in rows.values()]
    for events in histories(register.declaration, keys):
        record = fold(register.declaration, events)
        if record is not None:
            yield rows[record.id], record


def readings(record: Record, kind: Kind) -> list[dict[str, Any]]:
    """The values of the record's readings."""
    return [dict(row.values) for row in record.rows.get(kind, {}).values()]


def air_year(record: Record) -> AirYear:
    """Judge a station's year from its daily readings."""
    days = {row["day"]: row for row in readings(record, Kind.AIR) if row.get("day")}
    return judge_air_year(days)


def _air(row: RegisterRecord, record: Record) -> AirRow:
    days = readings(record, Kind.AIR)
    verdicts = [good_day(day) for day in days]
    year = air_year(record)
    factors = [
        Factor(key, limits("air")[key]["label"], year.figures.get(key), key in year.beyond)
        for key in limits("air")
    ]
    complete = sum(verdict is not None for verdict in verdicts)
    good = sum(v is True for v in verdicts)
    return AirRow(row, len(days), complete, good, year, factors, _spread(days))


def _spread(days: list[dict[str, Any]]) -> list[tuple[str, int]]:
    found = Counter(index.category for day in days if (index := air_index(day)) is not None)
    return [(str(word), found[key]) for key, word in CATEGORIES.items() if found[key]]


def judged_month(record: Record, values: Mapping[str, Any]) -> WaterClass | None:
    """Judge a month against the section's target; None where no relevant factor was measured."""
    try:
        return judge_water(values, lake=_lake(record), target=_target(record))
    except ValueError:
        return None


def water_year(record: Record) -> WaterClass | None:
    """Judge the means of all months; None where no relevant factor was measured."""
    known = limits("water")
    months = [
        {key: value for key, value in month.items() if key in known}
        for month in readings(record, Kind.WATER)
    ]
    try:
        return year_class(months, lake=_lake(record), target=_target(record))
    except ValueError:
        return None


def beyond_words(found: WaterClass | AirYear) -> str:
    """The factors beyond their limits in words: 总磷（超0.5倍）、溶解氧."""
    if isinstance(found, AirYear):
        return "、".join(limits("air")[key]["label"] for key in found.beyond)
    return "、".join(_beyond(key, times) for key, times in found.beyond.items())


def _beyond(key: str, times: Decimal | None) -> str:
    label = limits("water")[key]["label"]
    return label if times is None else f"{label}（超{times.quantize(Decimal('0.01')):f}倍）"


def _water(row: RegisterRecord, record: Record) -> WaterRow:
    months = [
        Month(month["month_end"].month, found, "" if found is None else beyond_words(found))
        for month in readings(record, Kind.WATER)
        if isinstance(month.get("month_end"), dt.date)
        for found in [judged_month(record, month)]
    ]
    months.sort(key=lambda one: one.month)
    target = _target(record)
    judged = [one.found for one in months if one.found is not None]
    met = sum(found.number <= target for found in judged)
    return WaterRow(row, target, months, water_year(record), met, len(judged))


def _lake(record: Record) -> bool:
    return record.values.get("body") == LAKE


def _target(record: Record) -> int:
    target = record.values.get("target")
    return target if isinstance(target, int) and 1 <= target <= 5 else 3
