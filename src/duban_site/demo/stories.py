"""Invented record histories that feed the sample city's targets, each legal under its register.

Pure: no database, no clock. The same plan gives the same records.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from duban.registers import (
    Attached,
    Created,
    Days,
    Declaration,
    Event,
    Field,
    FieldType,
    Move,
    Moved,
    Record,
    RowAdded,
    apply,
)
from duban.registers.generating import EVERYBODY, way
from duban.registers.inventing import invent

ZONE = dt.timezone(dt.timedelta(hours=8))
ACTOR = "演示数据"
MONTHS = 9


@dataclass(frozen=True, slots=True)
class Story:
    """How the records of a measure develop: `share_reached` of the target by end of September.

    With `amount_fields` one record a month carries that month's part of the target. Without them
    each record counts as one: created in January and moved through `stages` when it falls due.
    """

    measure: str
    reached: float
    through: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    amount: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()


class Diary:
    """One record's history, each event checked by the register's rules as it is written."""

    def __init__(self, declaration: Declaration, name: str, rng: random.Random, days: Days) -> None:
        self.declaration, self.name, self.rng, self.days = declaration, name, rng, days
        self.events: list[Event] = []
        self.record: Record | None = None

    def write(self, day: dt.date, happened: type[Event], /, **fields: Any) -> None:
        """One event on a day."""
        at = dt.datetime.combine(day, dt.time(9), ZONE)
        common: dict[str, Any] = {"record": self.name, "serial": len(self.events) + 1, "at": at}
        event = happened(**common, actor=ACTOR, version=self.declaration.version, **fields)
        self.record = apply(self.declaration, self.record, event, EVERYBODY, self.days)
        self.events.append(event)

    def begin(self, day: dt.date, values: Mapping[str, Any]) -> None:
        """Create the record; required fields that `values` does not give are invented."""
        first = self.declaration.stages[0].key
        needed = [f for f in self.declaration.fields if f.required == first]
        made = {f.key: self._invent(f, day) for f in needed} | dict(values)
        self.write(day, Created, values=made)

    def bring(self, through: tuple[str, ...], day: dt.date, values: Mapping[str, Any]) -> None:
        """Move the record through `stages` on `day`, attaching the documents each move requires."""
        for to in through:
            assert self.record is not None  # noqa: S101 # it was begun
            for step in way(self.declaration, self.record.stage, to):
                for kind in step.documents:
                    self.write(day, Attached, kind=kind, name=f"{kind}.pdf", digest="0" * 64)
                self.write(day, Moved, to=step.to, values=self._asked(step, day, values))

    def _asked(self, step: Move, day: dt.date, values: Mapping[str, Any]) -> dict[str, Any]:
        assert self.record is not None  # noqa: S101 # it was begun
        order, known = self.declaration.order, self.record.values
        return {
            f.key: values.get(f.key, self._invent(f, day))
            for f in self.declaration.fields
            if f.retired is None
            and known.get(f.key) is None
            and (f.key in step.requires or (f.required and order(f.required) <= order(step.to)))
        }

    def _invent(self, field: Field, day: dt.date) -> Any:
        """Invent a value for a field; a required date is a planned one, and so lies ahead."""
        if field.type is FieldType.DATE:
            return day + dt.timedelta(days=self.rng.randint(60, 240))
        return invent(field, self.rng, day)


def told(
    declaration: Declaration, story: Story, target: int, year: int, lead: str, days: Days
) -> Iterator[list[Event]]:
    """The histories behind a target, up to the end of September."""
    rng = random.Random(f"{year}/{story.measure}")  # noqa: S311 # not for secrets
    own = dict(story.values) | {declaration.lead or "lead_body": lead}
    prefix = story.measure.partition("/")[2][:12].upper()
    if story.amount:
        yield from _amounts(declaration, story, target, year, own, rng, days, prefix)
        return
    done = [_due(target, story.reached, month) for month in range(MONTHS + 1)]
    for n in range(target if story.through else done[-1]):
        diary = Diary(declaration, f"{year}-{prefix}{n + 1:03}", rng, days)
        month = next((m for m in range(1, MONTHS + 1) if n < done[m]), None)
        if not story.through:
            diary.begin(_day(year, month or 1, rng), own)
        else:
            diary.begin(dt.date(year, 1, 2 + n % 20), own)
            if month is not None:
                day = max(_day(year, month, rng), dt.date(year, 1, 22))
                diary.bring(story.through, day, own | dict.fromkeys(story.dated, day))
        yield diary.events


def _amounts(
    declaration: Declaration,
    story: Story,
    target: int,
    year: int,
    own: Mapping[str, Any],
    rng: random.Random,
    days: Days,
    prefix: str,
) -> Iterator[list[Event]]:
    before = 0
    for month in range(1, MONTHS + 1):
        due = _due(target, story.reached, month)
        if due == before:
            continue
        end = _end(year, month)
        values = dict(own) | dict.fromkeys(story.amount, due - before)
        values |= dict.fromkeys(story.dated, end)
        diary = Diary(declaration, f"{year}-{prefix}{month:02}", rng, days)
        diary.begin(end if story.dated else dt.date(year, month, 4), values)
        diary.bring(story.through, end, values)
        before = due
        yield diary.events


def air(declaration: Declaration, year: int, lead: str, days: Days) -> list[Event]:
    """A city's air day by day until the end of September: about one day in twenty is not good."""
    rng = random.Random(f"{year}/air")  # noqa: S311 # not for secrets
    diary = Diary(declaration, f"{year}-AIR", rng, days)
    first = dt.date(year, 1, 1)
    own = {"station": "全市均值", "level": "全市均值", "year": year, "lead_body": lead}
    diary.begin(first, own)
    for n in range((_end(year, MONTHS) - first).days + 1):
        day = first + dt.timedelta(days=n)
        values = {"day": day, "pm25": rng.randint(12, 48), "pm10": rng.randint(25, 80)}
        values |= {"so2": rng.randint(5, 12), "no2": rng.randint(10, 34)}
        values |= {"o3": rng.randint(165, 180) if rng.random() < 0.05 else rng.randint(60, 150)}
        diary.write(day, RowAdded, rows="days", row=f"{n + 1}", values=values | {"co": 1})
    return diary.events


def _due(target: int, reached: float, month: int) -> int:
    """Return the amount due by a month's end: linear up to `share_reached` in September."""
    return int(target * reached * month / MONTHS)


def _day(year: int, month: int, rng: random.Random) -> dt.date:
    return dt.date(year, month, rng.randint(3, 26))


def _end(year: int, month: int) -> dt.date:
    return dt.date(year, month + 1, 1) - dt.timedelta(days=1)
