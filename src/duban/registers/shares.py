"""What one record adds to each measure, from which day to which, over its complete history.

A figure as of any day is then the sum of the shares in force on that day, for any number of
records, without reading a history. Shares are computed from the events alone; after a correction of
a past day they are recomputed, and the difference is what changes in every later sum. The figure of
the records on a day (`compute_figure`) equals the sum of the shares `on` it, for every summable
measure: a test compares them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from duban.registers.contributions import (
    clocks_change_on,
    clocks_named,
    looked_at,
    speaks_of_clocks,
    speaks_of_today,
)
from duban.registers.days import Days
from duban.registers.declaration import Clock, Declaration, Measure, Take
from duban.registers.events import Event
from duban.registers.folding import course
from duban.registers.measuring import within
from duban.registers.record import Record
from duban.registers.values import Value

RULES = 1
"""Increase it when the meaning of a share changes: stored shares are then recomputed."""


class Share(NamedTuple):
    """What one record (or sub-row) adds to one measure, from `since` until before `until`.

    `until` is None while no end is known. `day` decides whether it falls in the span, never after
    `since`. `above` and `below` are as in `Contribution`; `place` orders sub-rows.
    """

    measure: str
    id: str
    place: int
    since: dt.date
    until: dt.date | None
    day: dt.date | None
    above: Decimal
    below: Decimal
    groups: tuple[tuple[str, Value], ...]

    def on(self, measure: Measure, as_of: dt.date) -> bool:
        """Whether it counts as of a day."""
        lasts = self.since <= as_of and (self.until is None or as_of < self.until)
        return lasts and (self.day is None or within(measure.span, self.day, as_of))


def summable(measure: Measure) -> bool:
    """Whether shares give the figure: not where it depends on `today`, nor for a latest value."""
    return measure.take is not Take.LATEST and not speaks_of_today(measure)


def shares(
    declaration: Declaration, measures: Sequence[Measure], events: Iterable[Event], days: Days
) -> list[Share]:
    """The shares of one record, from all its events. Raises ValueError if not summable."""
    return Sharing(declaration, measures, days).of(events)


class Sharing:
    """Computes the shares of many records; what is the same for all is determined once."""

    def __init__(self, declaration: Declaration, measures: Sequence[Measure], days: Days) -> None:
        """Raises ValueError for a measure that is not summable."""
        for measure in measures:
            if not summable(measure):
                raise ValueError(f"“{measure.label}”随所问之日而变，不能由各条相加")
        self._declaration, self._days = declaration, days
        self._measures = [(one, clocks_named(declaration, one)) for one in measures]

    def of(self, events: Iterable[Event]) -> list[Share]:
        """The shares of one record, from all its events."""
        told = list(events)
        turns = sorted({event.day for event in told})
        makers = [_Maker(self._declaration, *one, self._days) for one in self._measures]
        days = zip(course(self._declaration, told), [*turns[1:], None], strict=True)
        for (day, record), until in days:
            for maker in makers:
                maker.look(record, day, until)
        return [share for maker in makers for share in maker.end()]


def fingerprint(declaration: Declaration, measure: Measure) -> str:
    """A hash of all parts of a declaration that the shares of a measure depend on.

    Labels are not part of it, so that a better label does not cause recomputation.
    """
    said = (measure.where, measure.of, measure.part, measure.per, measure.date)
    told = [
        [RULES, measure.key, measure.take, measure.span, measure.over, measure.unit, measure.by],
        [str(one or "") for one in said],
        [[s.key, s.kind, s.was] for s in declaration.stages],
        [[f.key, f.type, f.was] for f in declaration.fields],
        [[r.key, *([f.key, f.type, f.was] for f in r.fields)] for r in declaration.rows],
        [_of_clock(clock) for clock in declaration.clocks if speaks_of_clocks(measure)],
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _of_clock(clock: Clock) -> list[object]:
    fields = (one.name for one in dataclasses.fields(clock))
    plain = (name for name in fields if name not in ("label", "english", "extension"))
    return [getattr(clock, name) for name in plain]


class _Kept(NamedTuple):
    """The values that are constant while a share lasts."""

    place: int
    day: dt.date | None
    above: Decimal
    below: Decimal
    groups: tuple[tuple[str, Value], ...]


class _Maker:
    """Builds the shares of one record in one measure."""

    def __init__(
        self, declaration: Declaration, measure: Measure, clocks: list[Clock], days: Days
    ) -> None:
        self._declaration, self._measure, self._days = declaration, measure, days
        self._clocks = clocks
        self._now: dict[str, tuple[dt.date, _Kept]] = {}
        self._done: list[Share] = []

    def look(self, record: Record, day: dt.date, until: dt.date | None) -> None:
        """Apply the record's state from `day` until before `until`, with changes by time alone."""
        turn: dt.date | None = day
        while turn is not None and (until is None or turn < until):
            self._see(record, turn)
            turn = self._turn(record, turn)

    def _turn(self, record: Record, day: dt.date) -> dt.date | None:
        return clocks_change_on(self._declaration, self._clocks, record, day, self._days)

    def _see(self, record: Record, day: dt.date) -> None:
        seen = self._kept(record, day)
        for name in [name for name, (_, kept) in self._now.items() if seen.get(name) != kept]:
            self._close(name, day)
        for name, kept in seen.items():
            self._now.setdefault(name, (day, kept))

    def _kept(self, record: Record, day: dt.date) -> dict[str, _Kept]:
        found = looked_at(self._declaration, self._measure, record, day, self._days)
        if not found:
            return {}
        rows = record.rows.get(self._measure.over or "", {})
        places = {f"{record.id}/{key}": n for n, key in enumerate(rows)}
        return {
            one.id: _Kept(
                places.get(one.id, 0), one.day, one.above, one.below, tuple(one.groups.items())
            )
            for one in found
        }

    def _close(self, name: str, until: dt.date | None) -> None:
        since, kept = self._now.pop(name)
        since = max(since, kept.day or since)
        if until is None or since < until:
            told = (kept.day, kept.above, kept.below, kept.groups)
            self._done.append(Share(self._measure.key, name, kept.place, since, until, *told))

    def end(self) -> list[Share]:
        """Close the open shares without an end, and return all shares."""
        for name in list(self._now):
            self._close(name, None)
        return self._done
