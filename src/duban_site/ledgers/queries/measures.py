"""Measures of a register: as of any day where it is small, as last read where it is large."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from duban.register import Measure
from duban_site.ledgers.models import CountedPage, Ledger, LedgerRecord, Reading
from duban_site.ledgers.models.reading import PER_PAGE
from duban_site.ledgers.queries.computing import Asked, compute

LIVE = 2_000
"""Up to so many records a measure is read when a page asks for it."""

Groups = list[tuple[str, Decimal | None]]


@dataclass(frozen=True, slots=True)
class Line:
    """A measure with what it came to on `as_of`; `reading` where it was read before."""

    measure: Measure
    as_of: dt.date
    value: Decimal | None
    counted: int
    groups: dict[str, Groups] = field(default_factory=dict)
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """The records behind a figure, a page of them. `hidden` are beyond the reader's scope."""

    value: Decimal | None
    as_of: dt.date
    total: int
    ids: list[str]
    page: int
    pages: int


def is_large(ledger: Ledger) -> bool:
    """Whether its measures are read by night and not by a page."""
    return ledger.records.order_by().values("pk")[: LIVE + 1].count() > LIVE


def measure_lines(ledger: Ledger, as_of: dt.date, *, large: bool) -> list[Line]:
    """Every measure as of the day; of a large register as of the last day that it was read."""
    measures = ledger.declaration.measures
    if large:
        newest = _newest(ledger, as_of)
        return [_read(newest[m.key], m) for m in measures if m.key in newest]
    answers = compute(ledger, [Asked(m.key) for m in measures], as_of)
    return [
        Line(m, as_of, a.figure.value, len(a.figure.counted), a.groups)
        for m, a in zip(measures, answers, strict=True)
    ]


def _newest(ledger: Ledger, as_of: dt.date) -> dict[str, Reading]:
    readings = Reading.objects.filter(ledger=ledger, by="", as_of__lte=as_of)
    days = readings.order_by("-as_of").values_list("as_of", flat=True)[:1]
    rows = readings.filter(as_of__in=list(days)).order_by("serial")
    return {row.measure: row for row in rows}


def _read(reading: Reading, measure: Measure) -> Line:
    groups = {
        by: [(name, None if value is None else Decimal(value)) for name, value in rows]
        for by, rows in reading.groups.items()
    }
    return Line(measure, reading.as_of, reading.value, reading.counted, groups, reading)


def reading_days(ledger: Ledger) -> list[dt.date]:
    """The days on which its measures were read, the newest first."""
    days = Reading.objects.filter(ledger=ledger, by="").order_by("-as_of")
    return list(days.values_list("as_of", flat=True).distinct()[:36])


def counted_of(
    ledger: Ledger, asked: Asked, as_of: dt.date, page: int, *, large: bool
) -> Counted | None:
    """The records that a measure counts; None where a large register's was not read."""
    if not large:
        answer = compute(ledger, [asked], as_of)[0]
        ids = answer.figure.counted
        part = list(ids[(page - 1) * PER_PAGE : page * PER_PAGE])
        return Counted(answer.figure.value, as_of, len(ids), part, page, pages_of(len(ids)))
    key = {"measure": asked.measure, "by": asked.by, "group": asked.group}
    found = Reading.objects.filter(ledger=ledger, as_of__lte=as_of, **key)
    reading = found.order_by("-as_of", "-serial").first()
    return None if reading is None else counted_in(reading, page)


def counted_in(reading: Reading, page: int) -> Counted:
    """A page of the records that a reading counted."""
    row = CountedPage.objects.filter(reading=reading, page=page).first()
    ids = [] if row is None else list(row.ids)
    total = reading.counted
    return Counted(reading.value, reading.as_of, total, ids, page, pages_of(total))


def pages_of(count: int) -> int:
    """How many pages so many ids fill."""
    return max(1, -(-count // PER_PAGE))


def rows_of(
    records: QuerySet[LedgerRecord], ids: list[str]
) -> list[tuple[str, LedgerRecord | None]]:
    """Each id with its record, None where the reader may not see it."""
    numbers = {one.partition("/")[0] for one in ids}
    found = {r.number: r for r in records.filter(number__in=numbers).select_related("lead")}
    return [(one, found.get(one.partition("/")[0])) for one in ids]
