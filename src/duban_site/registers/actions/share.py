"""Update shares and sums of measures with every event; rebuild them where they are stale.

A share is what one record adds to a measure and from which day on; sums add shares up by day and
group (docs/decisions/0046). Not for pages: called when events are written, and by the nightly run.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction

from duban.registers import Event, Measure, Span
from duban.registers.shares import Share as Made
from duban.registers.shares import Sharing, summable
from duban_site.database.many import insert_all
from duban_site.registers.days import days
from duban_site.registers.history import histories
from duban_site.registers.models import Kept, Register, RegisterRecord, Share
from duban_site.registers.models.share import SCALE, State
from duban_site.registers.queries.summing import fingerprint_of, group_text, period_of

# An amount below 10**12, times SCALE (10**6), fits into the 64-bit columns.
CHUNK, MOST = 500, 10**12
ADD = """
INSERT INTO registers_sum (kept_id, period, month, at, field, name, count, above, below)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (kept_id, period, month, at, field, name) DO UPDATE SET
    count = registers_sum.count + excluded.count,
    above = registers_sum.above + excluded.above,
    below = registers_sum.below + excluded.below
"""
Told = tuple[RegisterRecord, Sequence[Event]]


class _Line(NamedTuple):
    """The columns of a stored share, to compare stored shares with expected ones."""

    kept: int
    record: int
    row: str
    place: int
    since: dt.date
    until: dt.date | None
    day: dt.date | None
    above: int
    below: int
    groups: tuple[tuple[str, str], ...]


def begin_sums(register: Register) -> None:
    """Mark all sums fresh; the caller shares every record anew in the same transaction."""
    _renew(register, State.FRESH)


def share(register: Register, told: Iterable[Told]) -> None:
    """Write the shares of these records, each given with its full history, and update the sums."""
    rows = {row.pk: events for row, events in told}
    fit = Kept.objects.filter(register=register).exclude(state=State.UNFIT)
    asked = _summable(register, [*fit])
    made = _made(register, asked, rows)  # computed before the sums are locked
    # Locked, so that two changes at once add to the sums one after the other.
    kept = {one.measure: one for one in fit.select_for_update(no_key=True).order_by("pk")}
    known = _summable(register, [*kept.values()])
    if known.keys() != asked.keys():
        made = _made(register, known, rows)
    if known:
        _share(known, {key: kept[key] for key in known}, made)


def _summable(register: Register, kept: Iterable[Kept]) -> dict[str, Measure]:
    names = {one.measure for one in kept}
    return {m.key: m for m in register.declaration.measures if m.key in names and summable(m)}


def _made(
    register: Register, measures: Mapping[str, Measure], rows: Mapping[int, Sequence[Event]]
) -> dict[int, list[Made]]:
    """Record key → its shares by these measures."""
    sharing = Sharing(register.declaration, [*measures.values()], days())
    return {key: sharing.of(events) for key, events in rows.items()}


def _share(
    measures: Mapping[str, Measure], kept: Mapping[str, Kept], made: Mapping[int, list[Made]]
) -> None:
    wanted = _wanted(kept, made)
    fit = {own.pk: own for own in kept.values() if own.state != State.UNFIT}
    wanted = {line for line in wanted if line.kept in fit}
    there = _there([*made], [*fit])
    gone, new = there.keys() - wanted, wanted - there.keys()
    if gone:  # nothing refers to a share: delete without loading them first
        lost = Share.objects.filter(pk__in=[there[line] for line in gone])
        lost._raw_delete(lost.db)
    insert_all(Share, [_row(line) for line in sorted(new, key=lambda x: x[:5])])
    _add({key: measures[own.measure].span for key, own in fit.items()}, new, gone)


def _wanted(kept: Mapping[str, Kept], made: Mapping[int, list[Made]]) -> set[_Line]:
    """The shares that should be stored; marks a measure unfit where an amount is not storable."""
    found: set[_Line] = set()
    for key, own_shares in made.items():
        for one in own_shares:
            own = kept[one.measure]
            if _whole(one.above) and _whole(one.below):
                found.add(_line(own.pk, key, one))
            elif own.state != State.UNFIT:
                own.state = State.UNFIT
                own.save(update_fields=["state"])
    return found


def _there(records: list[int], kept: list[int]) -> dict[_Line, int]:
    fields = ("pk", "kept", "record", "row", "place", "since", "until", "day", "above", "below")
    found = Share.objects.filter(record__in=records, kept__in=kept).order_by()
    rows = found.values_list(*fields, "groups")
    return {_Line._make((*rest, tuple(sorted(g.items())))): pk for pk, *rest, g in rows}


def _whole(amount: Decimal) -> bool:
    return abs(amount) < MOST and amount * SCALE == int(amount * SCALE)


def _line(kept: int, record: int, made: Made) -> _Line:
    row = made.id.partition("/")[2]
    groups = tuple(sorted((key, group_text(value)) for key, value in made.groups))
    above, below = int(made.above * SCALE), int(made.below * SCALE)
    return _Line(
        kept, record, row, made.place, made.since, made.until, made.day, above, below, groups
    )


def _row(line: _Line) -> Share:
    told = line._asdict() | {"groups": dict(line.groups)}
    return Share(kept_id=told.pop("kept"), record_id=told.pop("record"), **told)


Cell = tuple[int, int, bool, dt.date, str, str]


def _add(spans: Mapping[int, Span], new: Iterable[_Line], gone: Iterable[_Line]) -> None:
    """Add new shares to the sums and subtract stale ones; rows sorted, so as not to deadlock."""
    cells: dict[Cell, list[int]] = defaultdict(lambda: [0, 0, 0])
    for lines, sign in ((new, 1), (gone, -1)):
        for line in lines:
            for at, way in ((line.since, sign), (line.until, -sign)):
                if at is not None:
                    _count(cells, line, spans[line.kept], at, way)
    rows: Any = [(*key, *sums) for key, sums in sorted(cells.items()) if any(sums)]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(ADD, rows)


def _count(
    cells: dict[Cell, list[int]],
    line: _Line,
    span: Span,
    at: dt.date,
    way: int,
) -> None:
    period = period_of(span, line.day)
    for month, day in ((False, at), (True, at.replace(day=1))):
        for field, name in (("", ""), *line.groups):
            sums = cells[line.kept, period, month, day, field, name]
            sums[0] += way
            sums[1] += way * line.above
            sums[2] += way * line.below


@transaction.atomic
def _renew(register: Register, state: State) -> list[Kept]:
    """Have a row for each summable measure; `state` is set where its rules have changed."""
    declaration, found = register.declaration, []
    there = {one.measure: one for one in register.kept.select_for_update()}
    for measure in declaration.measures:
        if not summable(measure):
            continue
        own = there.pop(measure.key, None) or Kept(register=register, measure=measure.key)
        made_by = fingerprint_of(register, measure)
        if own.fingerprint != made_by:
            own.fingerprint, own.state = made_by, state
            own.save()
        found.append(own)
    Kept.objects.filter(pk__in=[one.pk for one in there.values()]).delete()
    return found


def renew(register: Register) -> int:
    """Rebuild stale sums in chunks, while other changes go on; gives the number of records.

    Changes made in the meantime apply the same rules, so neither undoes the other.
    """
    stale = [one.pk for one in _renew(register, State.STALE) if one.state == State.STALE]
    if not stale:
        return 0
    count, last = 0, 0
    while some := _chunk(register, last):
        count, last = count + len(some), some[-1]
    Kept.objects.filter(pk__in=stale, state=State.STALE).update(state=State.FRESH)
    return count


@transaction.atomic
def _chunk(register: Register, after: int) -> list[int]:
    """Lock and share the next chunk of records after a key; gives their keys."""
    records = register.records.filter(pk__gt=after).order_by("pk").select_for_update(of=("self",))
    rows = list(records[:CHUNK])
    if rows:
        told = histories(register.declaration, [row.pk for row in rows])
        share(register, zip(rows, told, strict=True))
    return [row.pk for row in rows]
