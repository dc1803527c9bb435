"""Generates valid histories of any register from a seed, for tests, benchmarks and the demo."""

from __future__ import annotations

import datetime as dt
import random
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from duban.registers import events as happened
from duban.registers.clocks import State, read_clock
from duban.registers.days import Days
from duban.registers.declaration import Declaration, Duty, Move, Rows
from duban.registers.events import Event
from duban.registers.field import Field
from duban.registers.folding import advance, fold
from duban.registers.inventing import invent
from duban.registers.proposing import propose
from duban.registers.record import Record
from duban.registers.rights import Rights
from duban.registers.values import Value

#: An actor with every duty: a generated history must be valid; who acted does not matter.
EVERYBODY = Rights("某人", frozenset(Duty), persons=True, restricted=True)
_ZONE = dt.timezone(dt.timedelta(hours=8))


def histories(
    declaration: Declaration,
    count: int,
    seed: int,
    start: dt.date,
    end: dt.date,
    days: Days,
    *,
    steps: int = 8,
) -> Iterator[list[Event]]:
    """`count` histories with events between `start` and `end`; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 # not for secrets
    for n in range(1, count + 1):
        maker = _Maker(declaration, f"R{n:05d}", rng, days)
        day = start + dt.timedelta(days=rng.randint(0, max((end - start).days, 0)))
        yield maker.history(day, end, steps)


class _Maker:
    """Builds the history of one record."""

    def __init__(self, declaration: Declaration, name: str, rng: random.Random, days: Days) -> None:
        self.declaration, self.name, self.rng, self.days = declaration, name, rng, days
        self.events: list[Event] = []
        self.record: Record | None = None
        self.day = dt.date.min

    def history(self, day: dt.date, end: dt.date, steps: int) -> list[Event]:
        self.day = day
        while not self._add(happened.Created, values=self._first()):
            pass  # a check may refuse what was invented; another is made
        for _ in range(self.rng.randint(0, steps)):
            self.day += dt.timedelta(days=self.rng.randint(0, 25))
            if self.day > end:
                break
            self.rng.choice(_ACTIONS)(self)
        return self.events

    def _add(self, make: Callable[..., Event], **fields: Any) -> bool:
        """Add an event if the rules allow it; return whether it was added."""
        at = dt.datetime.combine(self.day, dt.time(9), _ZONE)
        serial, version = len(self.events) + 1, self.declaration.version
        common = {"record": self.name, "serial": serial, "at": at, "version": version}
        event = make(**common, actor="某人", reason="情况属实", **fields)
        if propose(self.declaration, self.record, event, EVERYBODY, self.days):
            return False
        self.events.append(event)
        after = advance(self.declaration, self.record, event) if self.record else None
        self.record = after or fold(self.declaration, self.events)
        return True

    def _first(self) -> dict[str, Value]:
        first = self.declaration.stages[0].key
        return {
            field.key: invent(field, self.rng, self.day)
            for field in self.declaration.fields
            if field.retired is None and (field.required == first or self.rng.random() < 0.4)
        }

    @property
    def _now(self) -> Record:
        assert self.record is not None  # noqa: S101 # made first thing in history()
        return self.record

    def move(self) -> None:
        moves = self.declaration.moves_from(self._now.stage)
        if not moves:
            return
        move = self.rng.choice(moves)
        for kind in move.documents:
            self._add(happened.Attached, kind=kind, name=f"{kind}.pdf", digest="0" * 64)
        for _ in range(5):
            if self._add(happened.Moved, to=move.to, values=self._needed(move)):
                return

    def _needed(self, move: Move) -> dict[str, Value]:
        order = self.declaration.order
        values: dict[str, Value] = {}
        for field in self.declaration.fields:
            due = field.required is not None and order(field.required) <= order(move.to)
            wanted = (due or field.key in move.requires) and field.retired is None
            if wanted and self._now.values.get(field.key) is None:
                values[field.key] = invent(field, self.rng, self.day)
        return values

    def _some_field(self, fields: tuple[Field, ...]) -> dict[str, Value]:
        field = self.rng.choice([field for field in fields if field.retired is None])
        return {field.key: invent(field, self.rng, self.day)}

    def edit(self) -> None:
        self._add(happened.Edited, values=self._some_field(self.declaration.fields))

    def correct(self) -> None:
        span = (self.day - self._now.created).days
        effective = self._now.created + dt.timedelta(days=self.rng.randint(0, span))
        values = self._some_field(self.declaration.fields)
        self._add(happened.Corrected, values=values, effective=effective)

    def add_row(self) -> None:
        if not self.declaration.rows:
            return
        group = self.rng.choice(self.declaration.rows)
        values = {
            field.key: invent(field, self.rng, self.day)
            for field in group.fields
            if field.required is not None or self.rng.random() < 0.5
        }
        count = len(self._now.rows.get(group.key, {}))
        self._add(happened.RowAdded, rows=group.key, row=f"{count + 1}", values=values)

    def _some_row(self) -> tuple[Rows, str] | None:
        filled = [group for group in self.declaration.rows if self._now.rows.get(group.key)]
        if not filled:
            return None
        group = self.rng.choice(filled)
        return group, self.rng.choice(list(self._now.rows[group.key]))

    def edit_row(self) -> None:
        if found := self._some_row():
            values = self._some_field(found[0].fields)
            self._add(happened.RowEdited, rows=found[0].key, row=found[1], values=values)

    def close_row(self) -> None:
        if found := self._some_row():
            self._add(happened.RowClosed, rows=found[0].key, row=found[1])

    def extend(self) -> None:
        for clock in self.declaration.clocks:
            if clock.extension is None:
                continue
            days = self.rng.randint(1, clock.extension.most)
            if self._add(happened.ExtensionAsked, clock=clock.key, days=days):
                granted = self.rng.random() < 0.7
                self._add(happened.ExtensionDecided, clock=clock.key, granted=granted)

    def pause(self) -> None:
        for clock in self.declaration.clocks:
            state = read_clock(self.declaration, clock, self._now, self.day, self.days).state
            if not clock.pausable or state is State.IDLE:
                continue
            if not self._add(happened.Resumed, clock=clock.key):
                self._add(happened.Paused, clock=clock.key)


_ACTIONS = (
    *(_Maker.move,) * 4,
    *(_Maker.add_row,) * 2,
    _Maker.edit,
    _Maker.edit_row,
    _Maker.close_row,
    _Maker.correct,
    _Maker.extend,
    _Maker.pause,
)


def way(declaration: Declaration, origin: str, to: str) -> list[Move]:
    """The shortest list of moves between two stages; empty if there is none or they are equal."""
    left, seen = deque([(origin, list[Move]())]), {origin}
    while left:
        stage, gone = left.popleft()
        if stage == to:
            return gone
        for step in declaration.moves_from(stage):
            if step.to not in seen:
                seen.add(step.to)
                left.append((step.to, [*gone, step]))
    return []
