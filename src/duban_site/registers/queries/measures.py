"""Measures of a register as of any day, from the sums that every event updates.

A measure that depends on the day itself has no sums. It is computed from the histories in a small
register; in a large one the reading of the last nightly run is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from duban.registers import Declaration, Measure
from duban_site.registers.models import CountedPage, Kept, Reading, Register, RegisterRecord
from duban_site.registers.models.reading import PER_PAGE
from duban_site.registers.queries.computing import Answer, Asked, Groups, compute, ranked, value_in
from duban_site.registers.queries.summing import Summed, behind, fresh, ids_of, summed

LIVE = 2_000
"""Up to so many records, pages compute measures without sums; above, only the nightly run."""

SHOWN = 50
"""Records on one page of the list behind a figure."""

LARGEST = 20
"""Groups of a field that the page of measures shows unless all are requested."""

Row = tuple[str, "Named | None"]


@dataclass(frozen=True, slots=True)
class Line:
    """A measure's value as of a day; `reading` where it comes from a stored reading."""

    measure: Measure
    as_of: dt.date
    value: Decimal | None
    counted: int
    groups: dict[str, Groups] = field(default_factory=dict)
    reading: Reading | None = None

    @property
    def split(self) -> list[tuple[str, Groups, int]]:
        """The fields that split it, each with its largest groups and how many more there are."""
        filled = ((by, groups) for by, groups in self.groups.items() if groups)
        return [(by, groups[:LARGEST], max(len(groups) - LARGEST, 0)) for by, groups in filled]

    @property
    def whole(self) -> list[tuple[str, Groups, int]]:
        """The same with every group."""
        return [(by, groups, 0) for by, groups in self.groups.items() if groups]


@dataclass(frozen=True, slots=True)
class Counted:
    """A page of the ids of the records behind a figure."""

    value: Decimal | None
    as_of: dt.date
    total: int
    ids: list[str]
    page: int
    pages: int

    @property
    def first(self) -> int:
        """The number of the page's first record among all."""
        return (self.page - 1) * SHOWN + 1


@dataclass(frozen=True, slots=True)
class Named:
    """A record behind a figure, as the list names it."""

    pk: int
    number: str
    title: str
    stage: str
    lead: str | None


def is_large(register: Register) -> bool:
    """Whether measures without sums are computed only by the nightly run."""
    return register.records.order_by().values("pk")[: LIVE + 1].count() > LIVE


def unsummed(register: Register) -> list[Asked]:
    """Queries of the measures that only the nightly run computes."""
    kept = fresh(register)
    rest = [Asked(one.key) for one in register.declaration.measures if one.key not in kept]
    return rest if rest and is_large(register) else []


def measure_lines(register: Register, as_of: dt.date) -> tuple[list[Line], bool]:
    """Every measure as of the day, and whether some come from the nightly run."""
    measures, kept = register.declaration.measures, fresh(register)
    sums = summed(register, kept.values(), as_of)
    rest = [measure for measure in measures if measure.key not in kept]
    large = bool(rest) and is_large(register)
    found = {
        key: _summed(register.declaration.measure(key), as_of, one) for key, one in sums.items()
    }
    if large:
        found |= {
            key: _read(one, register.declaration)
            for key, one in _newest(register, as_of).items()
            if key not in kept
        }
    elif rest:
        answers = compute(register, [Asked(one.key) for one in rest], as_of)
        found |= {one.asked.measure: _answered(register.declaration, one) for one in answers}
    return [found[one.key] for one in measures if one.key in found], large


def _summed(measure: Measure, as_of: dt.date, summed: Summed) -> Line:
    return Line(measure, as_of, summed.value, summed.counted, ranked(measure, summed))


def _answered(declaration: Declaration, answer: Answer) -> Line:
    figure, measure = answer.figure, declaration.measure(answer.asked.measure)
    return Line(measure, figure.as_of, figure.value, len(figure.counted), answer.groups)


def _newest(register: Register, as_of: dt.date) -> dict[str, Reading]:
    readings = Reading.objects.filter(register=register, by="", as_of__lte=as_of)
    days = readings.order_by("-as_of").values_list("as_of", flat=True)[:1]
    rows = readings.filter(as_of__in=list(days)).order_by("serial")
    known = {one.key for one in register.declaration.measures}
    return {row.measure: row for row in rows if row.measure in known}


def _read(reading: Reading, declaration: Declaration) -> Line:
    groups = {
        by: [(name, None if value is None else Decimal(value)) for name, value in rows]
        for by, rows in reading.groups.items()
    }
    measure = declaration.measure(reading.measure)
    return Line(measure, reading.as_of, reading.value, reading.counted, groups, reading)


def reading_days(register: Register) -> list[dt.date]:
    """The days on which its measures were read, the newest first."""
    days = Reading.objects.filter(register=register, by="").order_by("-as_of")
    return list(days.values_list("as_of", flat=True).distinct()[:36])


def counted_of(register: Register, asked: Asked, as_of: dt.date, page: int) -> Counted | None:
    """A page of the records that a measure counts; None before the first nightly run."""
    kept = fresh(register).get(asked.measure)
    if kept is not None:
        return _behind(register, kept, asked, as_of, page)
    if not is_large(register):
        figure = compute(register, [asked], as_of)[0].figure
        ids = figure.counted
        return Counted(figure.value, as_of, len(ids), _part(ids, page), page, pages_of(len(ids)))
    key = {"measure": asked.measure, "by": asked.by, "group": asked.group}
    found = Reading.objects.filter(register=register, as_of__lte=as_of, **key)
    reading = found.order_by("-as_of", "-serial").first()
    return None if reading is None else counted_in(reading, page)


def _behind(register: Register, kept: Kept, asked: Asked, as_of: dt.date, page: int) -> Counted:
    measure = register.declaration.measure(asked.measure)
    total = summed(register, [kept], as_of, only=asked.by)[measure.key]
    groups = total.groups.get(asked.by, {})
    count = groups[asked.group][1] if asked.group in groups else 0 if asked.by else total.counted
    found = behind(kept, measure, as_of, asked.by, asked.group)
    ids = [*ids_of(found[(page - 1) * SHOWN : page * SHOWN])] if count else []
    value = value_in(measure, asked, total)
    return Counted(value, as_of, count, ids, page, pages_of(count))


def counted_in(reading: Reading, page: int) -> Counted:
    """A page of the records that a reading counted."""
    row = (page - 1) * SHOWN // PER_PAGE + 1
    kept = CountedPage.objects.filter(reading=reading, page=row).first()
    ids = [] if kept is None else _part(kept.ids, page - (row - 1) * PER_PAGE // SHOWN)
    total = reading.counted
    return Counted(reading.value, reading.as_of, total, ids, page, pages_of(total))


def _part(ids: Sequence[str], page: int) -> list[str]:
    return list(ids[(page - 1) * SHOWN : page * SHOWN])


def pages_of(count: int) -> int:
    """How many pages so many ids fill."""
    return max(1, -(-count // SHOWN))


def rows_of(records: QuerySet[RegisterRecord], ids: list[str]) -> list[Row]:
    """Each id with its record, None where the reader may not see it."""
    numbers = {one.partition("/")[0] for one in ids}
    rows = records.filter(number__in=numbers).order_by()
    told = rows.values_list("pk", "number", "title", "stage", "lead__name")
    found = {row[1]: Named(*row) for row in told}
    return [(one, found.get(one.partition("/")[0])) for one in ids]
