"""Update a record's row for lists, boards and search from its folded events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from duban.registers import (
    Clock,
    Days,
    Declaration,
    Field,
    FieldType,
    Point,
    Reading,
    Record,
    StageKind,
    State,
    exportable,
    read_clocks,
    to_json,
)
from duban.registers.days import months_after
from duban_site.core.clock import utc_now
from duban_site.registers.duties import Bodies, Names
from duban_site.registers.models import RegisterRecord

TITLE, TEXT, REGION, LONGEST_WARNING = 300, 4000, 80, 400
TICKING = (State.RUNNING, State.SOON, State.OVERDUE)
WORDS = frozenset(
    {FieldType.TEXT, FieldType.LONG, FieldType.CHOICE, FieldType.BODY, FieldType.PLACE}
)
_DAY = dt.timedelta(days=1)


def summarise(
    row: RegisterRecord,
    declaration: Declaration,
    record: Record,
    day: dt.date,
    days: Days,
    names: Names,
) -> Bodies:
    """Set every column of `row` from `record`, folded from all its events; clocks as of `read_on`.

    Gives the bodies that the record names; the caller saves the `mentioned` ones.
    """
    open_fields = [field for field in declaration.fields if exportable(field)]
    stage = declaration.stage(record.stage)
    bodies = names.of(declaration, record)
    row.stage, row.since, row.created = record.stage, record.since, record.created
    row.open = stage.kind is StageKind.OPEN
    row.lead, row.county, row.street = bodies.lead, bodies.county, bodies.street
    row.values = {
        f.key: to_json(v) for f in open_fields if (v := record.values.get(f.key)) is not None
    }
    row.title = _title(declaration, record)
    row.region = str(record.values.get(declaration.region or "") or "")[:REGION]
    row.text = _text(open_fields, record)
    row.grams = grams(row.text)
    row.serial, row.day, row.updated_at = record.serial, record.day, utc_now()
    _place(row, open_fields, record)
    _clock(row, declaration, read_clocks(declaration, record, day, days), days)
    row.erase_on = erase_on(declaration, record)
    return bodies


def _title(declaration: Declaration, record: Record) -> str:
    field = declaration.field(declaration.title)
    value = record.values.get(field.key)
    return str(value)[:TITLE] if value is not None and exportable(field) else record.id


def _text(fields: Iterable[Field], record: Record) -> str:
    said = [record.id]
    said += [str(v) for f in fields if f.type in WORDS and (v := record.values.get(f.key))]
    return " ".join(said)[:TEXT]


def grams(text: str) -> str:
    """The distinct pairs of characters of a text, separated by spaces, as the search index."""
    words = text.lower().split()
    return " ".join(dict.fromkeys(word[i : i + 2] for word in words for i in range(len(word))))


def _place(row: RegisterRecord, fields: Iterable[Field], record: Record) -> None:
    points = (record.values.get(f.key) for f in fields if f.type is FieldType.POINT)
    point = next((p for p in points if isinstance(p, Point)), None)
    row.lng, row.lat = (None, None) if point is None else (point.lng, point.lat)
    row.datum = "" if point is None else str(point.datum)


def _clock(
    row: RegisterRecord, declaration: Declaration, readings: tuple[Reading, ...], days: Days
) -> None:
    ticking = [r for r in readings if r.state in TICKING and r.due is not None]
    row.paused = any(r.state is State.PAUSED for r in readings)
    row.clock, row.due, row.warn_on = "", None, None
    if ticking:
        first = min(ticking, key=lambda r: r.due or dt.date.max)
        assert first.due is not None  # noqa: S101 # of those with a day
        clock = declaration.clock(first.clock)
        row.clock, row.due = first.clock, first.due
        row.warn_on = warn_on(clock, first.due, days)


def warn_on(clock: Clock, due: dt.date, days: Days) -> dt.date:
    """The first day on which the due date is near."""
    day = due
    for _ in range(LONGEST_WARNING):
        if days.between(day - _DAY, due, clock.days) > clock.warn:
            break
        day -= _DAY
    return day


def erase_on(declaration: Declaration, record: Record) -> dt.date | None:
    """The first day on which some personal field is due for erasure; None if not scheduled."""
    retention = declaration.retention
    if retention is None or record.stage not in retention.after:
        return None
    filled = [*_filled(declaration.fields, [record.values])]
    for group in declaration.rows:
        rows = [row.values for row in record.rows.get(group.key, {}).values()]
        filled += _filled(group.fields, rows)
    if not filled:
        return None
    # Moving between two final stages does not restart the period: take the earliest day;
    # due_for_erasure then tells what is really due.
    since = min(v.since for v in record.visits if v.stage in retention.after)
    return min(months_after(since, field.keep_months or retention.months) for field in filled)


def _filled(fields: Iterable[Field], rows: list[dict[str, Any]]) -> Iterable[Field]:
    personal = (field for field in fields if field.personal)
    return (f for f in personal if any(values.get(f.key) is not None for values in rows))
