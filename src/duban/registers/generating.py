"""Generates valid histories of any register from a seed, for tests, benchmarks and the demo."""

from __future__ import annotations

import datetime as dt
import random
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from duban.registers import events as event_types
from duban.registers.check_event import propose
from duban.registers.clocks import ClockState, read_clock
from duban.registers.days import Days
from duban.registers.declaration import Declaration, Duty, Move, RowGroup
from duban.registers.events import Event
from duban.registers.field import Field
from duban.registers.folding import advance, fold
from duban.registers.invented_values import invent_value
from duban.registers.record import Record
from duban.registers.rights import Rights
from duban.registers.values import Value

#: An actor with every duty: a generated history must be valid; who acted does not matter.
ALL_RIGHTS = Rights("某人", frozenset(Duty), persons=True, restricted=True)
_TIME_ZONE = dt.timezone(dt.timedelta(hours=8))


def generate_histories(
    declaration: Declaration, count: int, seed: int, start: dt.date, end: dt.date, days: Days, *, steps: int = 8
) -> Iterator[list[Event]]:
    """`count` histories with events between `start` and `end`; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 # not for secrets
    for number in range(1, count + 1):
        builder = _HistoryBuilder(declaration, f"R{number:05d}", rng, days)
        first_day = start + dt.timedelta(days=rng.randint(0, max((end - start).days, 0)))
        yield builder.build_history(first_day, end, steps)


class _HistoryBuilder:
    """Builds the history of one record."""

    def __init__(self, declaration: Declaration, record_id: str, rng: random.Random, days: Days) -> None:
        self.declaration, self.name, self.rng, self.days = declaration, record_id, rng, days
        self.events: list[Event] = []
        self.record: Record | None = None
        self.day = dt.date.min

    def build_history(self, day: dt.date, end: dt.date, steps: int) -> list[Event]:
        self.day = day
        while not self._add(event_types.Created, values=self._invent_first_values()):
            pass  # a check may refuse what was invented; another is made
        for _ in range(self.rng.randint(0, steps)):
            self.day += dt.timedelta(days=self.rng.randint(0, 25))
            if self.day > end:
                break
            self.rng.choice(_ACTIONS)(self)
        return self.events

    def _add(self, event_type: Callable[..., Event], **fields: Any) -> bool:
        """Add an event if the rules allow it; return whether it was added."""
        recorded_at = dt.datetime.combine(self.day, dt.time(9), _TIME_ZONE)
        serial, version = len(self.events) + 1, self.declaration.version
        common_fields = {"record": self.name, "serial": serial, "at": recorded_at, "version": version}
        event = event_type(**common_fields, actor="某人", reason="情况属实", **fields)
        if propose(self.declaration, self.record, event, ALL_RIGHTS, self.days):
            return False
        self.events.append(event)
        advanced = advance(self.declaration, self.record, event) if self.record else None
        self.record = advanced or fold(self.declaration, self.events)
        return True

    def _invent_first_values(self) -> dict[str, Value]:
        first_stage = self.declaration.stages[0].key
        return {
            field.key: invent_value(field, self.rng, self.day)
            for field in self.declaration.fields
            if field.retired is None and (field.required == first_stage or self.rng.random() < 0.4)
        }

    @property
    def _current_record(self) -> Record:
        assert self.record is not None  # noqa: S101 # made first thing in history()
        return self.record

    def move(self) -> None:
        moves = self.declaration.list_moves_from(self._current_record.stage)
        if not moves:
            return
        move = self.rng.choice(moves)
        for kind in move.documents:
            self._add(event_types.Attached, kind=kind, name=f"{kind}.pdf", digest="0" * 64)
        for _ in range(5):
            if self._add(event_types.Moved, to=move.to, values=self._invent_needed_values(move)):
                return

    def _invent_needed_values(self, move: Move) -> dict[str, Value]:
        stage_index = self.declaration.order
        values: dict[str, Value] = {}
        for field in self.declaration.fields:
            is_due = field.required is not None and stage_index(field.required) <= stage_index(move.to)
            is_needed = (is_due or field.key in move.requires) and field.retired is None
            if is_needed and self._current_record.values.get(field.key) is None:
                values[field.key] = invent_value(field, self.rng, self.day)
        return values

    def _invent_some_value(self, fields: tuple[Field, ...]) -> dict[str, Value]:
        field = self.rng.choice([field for field in fields if field.retired is None])
        return {field.key: invent_value(field, self.rng, self.day)}

    def edit(self) -> None:
        self._add(event_types.Edited, values=self._invent_some_value(self.declaration.fields))

    def correct(self) -> None:
        days_since_creation = (self.day - self._current_record.created).days
        effective = self._current_record.created + dt.timedelta(days=self.rng.randint(0, days_since_creation))
        values = self._invent_some_value(self.declaration.fields)
        self._add(event_types.Corrected, values=values, effective=effective)

    def add_row(self) -> None:
        if not self.declaration.rows:
            return
        group = self.rng.choice(self.declaration.rows)
        values = {
            field.key: invent_value(field, self.rng, self.day)
            for field in group.fields
            if field.required is not None or self.rng.random() < 0.5
        }
        count = len(self._current_record.rows.get(group.key, {}))
        self._add(event_types.RowAdded, rows=group.key, row=f"{count + 1}", values=values)

    def _choose_row(self) -> tuple[RowGroup, str] | None:
        groups_with_rows = [group for group in self.declaration.rows if self._current_record.rows.get(group.key)]
        if not groups_with_rows:
            return None
        group = self.rng.choice(groups_with_rows)
        return group, self.rng.choice(list(self._current_record.rows[group.key]))

    def edit_row(self) -> None:
        if choice := self._choose_row():
            values = self._invent_some_value(choice[0].fields)
            self._add(event_types.RowEdited, rows=choice[0].key, row=choice[1], values=values)

    def close_row(self) -> None:
        if choice := self._choose_row():
            self._add(event_types.RowClosed, rows=choice[0].key, row=choice[1])

    def extend(self) -> None:
        for clock in self.declaration.clocks:
            if clock.extension is None:
                continue
            days = self.rng.randint(1, clock.extension.most)
            if self._add(event_types.ExtensionRequested, clock=clock.key, days=days):
                granted = self.rng.random() < 0.7
                self._add(event_types.ExtensionDecided, clock=clock.key, granted=granted)

    def pause(self) -> None:
        for clock in self.declaration.clocks:
            state = read_clock(self.declaration, clock, self._current_record, self.day, self.days).state
            if not clock.pausable or state is ClockState.IDLE:
                continue
            if not self._add(event_types.Resumed, clock=clock.key):
                self._add(event_types.Paused, clock=clock.key)


_ACTIONS = (
    *(_HistoryBuilder.move,) * 4,
    *(_HistoryBuilder.add_row,) * 2,
    _HistoryBuilder.edit,
    _HistoryBuilder.edit_row,
    _HistoryBuilder.close_row,
    _HistoryBuilder.correct,
    _HistoryBuilder.extend,
    _HistoryBuilder.pause,
)


def find_shortest_path(declaration: Declaration, origin: str, target: str) -> list[Move]:
    """The shortest list of moves between two stages; empty if there is none or they are equal."""
    queue, visited = deque([(origin, list[Move]())]), {origin}
    while queue:
        stage, path = queue.popleft()
        if stage == target:
            return path
        for move in declaration.list_moves_from(stage):
            if move.to not in visited:
                visited.add(move.to)
                queue.append((move.to, [*path, move]))
    return []
