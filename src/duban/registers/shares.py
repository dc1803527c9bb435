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

from duban.notices import Name, NoticeError
from duban.registers.contributions import (
    build_contributions,
    depends_on_clocks,
    depends_on_today,
    find_measure_clocks,
    find_next_clock_change,
)
from duban.registers.days import Days
from duban.registers.declaration import Aggregation, Clock, Declaration, Measure
from duban.registers.events import Event
from duban.registers.folding import fold_by_day
from duban.registers.measuring import is_within_span
from duban.registers.record import Record
from duban.registers.record_context import RecordContext
from duban.registers.values import Value

RULES_VERSION = 1
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
        is_current = self.since <= as_of and (self.until is None or as_of < self.until)
        return is_current and (self.day is None or is_within_span(measure.span, self.day, as_of))


def is_summable(measure: Measure) -> bool:
    """Whether shares give the figure: not where it depends on `today`, nor for a latest value."""
    return measure.take is not Aggregation.LATEST and not depends_on_today(measure)


def compute_shares(
    declaration: Declaration, measures: Sequence[Measure], events: Iterable[Event], days: Days
) -> list[Share]:
    """The shares of one record, from all its events. Raises ValueError if not summable."""
    return ShareCalculator(declaration, measures, days).compute(events)


class ShareCalculator:
    """Computes the shares of many records; what is the same for all is determined once."""

    def __init__(self, declaration: Declaration, measures: Sequence[Measure], days: Days) -> None:
        """Raises ValueError for a measure that is not summable."""
        for measure in measures:
            if not is_summable(measure):
                raise NoticeError.make("measure_not_summable", measure=Name(measure.label, measure.english))
        self._declaration, self._days = declaration, days
        self._measures_with_clocks = [
            (summable_measure, find_measure_clocks(declaration, summable_measure)) for summable_measure in measures
        ]

    def compute(self, events: Iterable[Event]) -> list[Share]:
        """The shares of one record, from all its events."""
        event_list = list(events)
        turn_dates = sorted({event.day for event in event_list})
        builders = [_ShareBuilder(summable_measure, clocks) for summable_measure, clocks in self._measures_with_clocks]
        daily_records = zip(fold_by_day(self._declaration, event_list), [*turn_dates[1:], None], strict=True)
        for (day, record), until in daily_records:
            contexts = _ContextByDay(self._declaration, record, self._days)
            for builder in builders:
                builder.apply_record(contexts, day, until)
        return [share for builder in builders for share in builder.close_all()]


def compute_fingerprint(declaration: Declaration, measure: Measure) -> str:
    """A hash of all parts of a declaration that the shares of a measure depend on.

    Labels are not part of it, so that a better label does not cause recomputation.
    """
    expressions = (measure.where, measure.of, measure.part, measure.per, measure.date)
    parts = [
        [RULES_VERSION, measure.key, measure.take, measure.span, measure.over, measure.unit, measure.by],
        [str(expression or "") for expression in expressions],
        [[stage.key, stage.kind, stage.was] for stage in declaration.stages],
        [[field.key, field.type, field.was] for field in declaration.fields],
        [[group.key, *([field.key, field.type, field.was] for field in group.fields)] for group in declaration.rows],
        [_list_clock_values(clock) for clock in declaration.clocks if depends_on_clocks(measure)],
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _list_clock_values(clock: Clock) -> list[object]:
    names = (clock_field.name for clock_field in dataclasses.fields(clock))
    judging_names = (name for name in names if name not in ("label", "english", "extension"))
    return [getattr(clock, name) for name in judging_names]


class _ContextByDay(dict[dt.date, RecordContext]):
    """Day → the record in its present state as of that day: all measures share the clocks read."""

    def __init__(self, declaration: Declaration, record: Record, days: Days) -> None:
        super().__init__()
        self._declaration, self._record, self._days = declaration, record, days

    def __missing__(self, day: dt.date) -> RecordContext:
        """The context, added on demand."""
        context = self[day] = RecordContext(self._declaration, self._record, day, self._days)
        return context


class _ShareState(NamedTuple):
    """The values that are constant while a share lasts."""

    place: int
    day: dt.date | None
    above: Decimal
    below: Decimal
    groups: tuple[tuple[str, Value], ...]


class _ShareBuilder:
    """Builds the shares of one record in one measure."""

    def __init__(self, measure: Measure, clocks: list[Clock]) -> None:
        self._measure, self._clocks = measure, clocks
        self._open_shares: dict[str, tuple[dt.date, _ShareState]] = {}
        self._closed_shares: list[Share] = []

    def apply_record(self, contexts: _ContextByDay, day: dt.date, until: dt.date | None) -> None:
        """Apply the record's state from `day` until before `until`, with changes by time alone."""
        turn_date: dt.date | None = day
        while turn_date is not None and (until is None or turn_date < until):
            context = contexts[turn_date]
            self._update_states(context)
            turn_date = find_next_clock_change(self._clocks, context)

    def _update_states(self, context: RecordContext) -> None:
        states, day = self._compute_states(context), context.as_of
        for row_id in [row_id for row_id, (_, state) in self._open_shares.items() if states.get(row_id) != state]:
            self._close_share(row_id, day)
        for row_id, state in states.items():
            self._open_shares.setdefault(row_id, (day, state))

    def _compute_states(self, context: RecordContext) -> dict[str, _ShareState]:
        contributions = build_contributions(self._measure, context)
        if not contributions:
            return {}
        rows = context.record.rows.get(self._measure.over or "", {})
        index_by_row_id = {f"{context.record.id}/{key}": index for index, key in enumerate(rows)}
        return {
            contribution.id: _ShareState(
                index_by_row_id.get(contribution.id, 0),
                contribution.day,
                contribution.above,
                contribution.below,
                tuple(contribution.groups.items()),
            )
            for contribution in contributions
        }

    def _close_share(self, row_id: str, until: dt.date | None) -> None:
        since, state = self._open_shares.pop(row_id)
        since = max(since, state.day or since)
        if until is None or since < until:
            figures = (state.day, state.above, state.below, state.groups)
            self._closed_shares.append(Share(self._measure.key, row_id, state.place, since, until, *figures))

    def close_all(self) -> list[Share]:
        """Close the open shares without an end, and return all shares."""
        for row_id in list(self._open_shares):
            self._close_share(row_id, None)
        return self._closed_shares
