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
from duban.registers.generating import ALL_RIGHTS, find_shortest_path
from duban.registers.invented_values import invent_value

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
    share_reached: float
    stages: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    amount_fields: tuple[str, ...] = ()
    date_fields: tuple[str, ...] = ()


class Diary:
    """One record's history, each event checked by the register's rules as it is written."""

    def __init__(self, declaration: Declaration, name: str, rng: random.Random, days: Days) -> None:
        self.declaration, self.name, self.rng, self.days = declaration, name, rng, days
        self.events: list[Event] = []
        self.record: Record | None = None

    def record_event(self, day: dt.date, event_type: type[Event], /, **fields: Any) -> None:
        """One event on a day."""
        occurred_at = dt.datetime.combine(day, dt.time(9), ZONE)
        common: dict[str, Any] = {"record": self.name, "serial": len(self.events) + 1, "at": occurred_at}
        event = event_type(**common, actor=ACTOR, version=self.declaration.version, **fields)
        self.record = apply(self.declaration, self.record, event, ALL_RIGHTS, self.days)
        self.events.append(event)

    def begin(self, day: dt.date, values: Mapping[str, Any]) -> None:
        """Create the record; required fields that `values` does not give are invented."""
        first_stage = self.declaration.stages[0].key
        required_fields = [field for field in self.declaration.fields if field.required == first_stage]
        initial_values = {field.key: self._invent(field, day) for field in required_fields} | dict(values)
        self.record_event(day, Created, values=initial_values)

    def advance_through(self, stages: tuple[str, ...], day: dt.date, values: Mapping[str, Any]) -> None:
        """Move the record through `stages` on `day`, attaching the documents each move requires."""
        for stage in stages:
            assert self.record is not None  # noqa: S101 # it was begun
            for move in find_shortest_path(self.declaration, self.record.stage, stage):
                for document_kind in move.documents:
                    self.record_event(day, Attached, kind=document_kind, name=f"{document_kind}.pdf", digest="0" * 64)
                self.record_event(day, Moved, to=move.to, values=self._required_values(move, day, values))

    def _required_values(self, move: Move, day: dt.date, values: Mapping[str, Any]) -> dict[str, Any]:
        assert self.record is not None  # noqa: S101 # it was begun
        order, record_values = self.declaration.order, self.record.values
        return {
            field.key: values.get(field.key, self._invent(field, day))
            for field in self.declaration.fields
            if field.retired is None
            and record_values.get(field.key) is None
            and (field.key in move.requires or (field.required and order(field.required) <= order(move.to)))
        }

    def _invent(self, field: Field, day: dt.date) -> Any:
        """Invent a value for a field; a required date is a planned one, and so lies ahead."""
        if field.type is FieldType.DATE:
            return day + dt.timedelta(days=self.rng.randint(60, 240))
        return invent_value(field, self.rng, day)


def build_histories(
    declaration: Declaration, story: Story, target: int, year: int, lead: str, days: Days
) -> Iterator[list[Event]]:
    """The histories behind a target, up to the end of September."""
    rng = random.Random(f"{year}/{story.measure}")  # noqa: S311 # not for secrets
    base_values = dict(story.values) | {declaration.lead or "lead_body": lead}
    prefix = story.measure.partition("/")[2][:12].upper()
    if story.amount_fields:
        yield from _build_amount_histories(declaration, story, target, year, base_values, rng, days, prefix)
        return
    counts_by_month = [_amount_due(target, story.share_reached, month) for month in range(MONTHS + 1)]
    for index in range(target if story.stages else counts_by_month[-1]):
        diary = Diary(declaration, f"{year}-{prefix}{index + 1:03}", rng, days)
        month = next((candidate for candidate in range(1, MONTHS + 1) if index < counts_by_month[candidate]), None)
        if not story.stages:
            diary.begin(_random_day(year, month or 1, rng), base_values)
        else:
            diary.begin(dt.date(year, 1, 2 + index % 20), base_values)
            if month is not None:
                day = max(_random_day(year, month, rng), dt.date(year, 1, 22))
                diary.advance_through(story.stages, day, base_values | dict.fromkeys(story.date_fields, day))
        yield diary.events


def _build_amount_histories(
    declaration: Declaration,
    story: Story,
    target: int,
    year: int,
    base_values: Mapping[str, Any],
    rng: random.Random,
    days: Days,
    prefix: str,
) -> Iterator[list[Event]]:
    previous = 0
    for month in range(1, MONTHS + 1):
        amount_due = _amount_due(target, story.share_reached, month)
        if amount_due == previous:
            continue
        month_end = _month_end(year, month)
        values = dict(base_values) | dict.fromkeys(story.amount_fields, amount_due - previous)
        values |= dict.fromkeys(story.date_fields, month_end)
        diary = Diary(declaration, f"{year}-{prefix}{month:02}", rng, days)
        diary.begin(month_end if story.date_fields else dt.date(year, month, 4), values)
        diary.advance_through(story.stages, month_end, values)
        previous = amount_due
        yield diary.events


def build_air_history(declaration: Declaration, year: int, lead: str, days: Days) -> list[Event]:
    """A city's air day by day until the end of September: about one day in twenty is not good."""
    rng = random.Random(f"{year}/air")  # noqa: S311 # not for secrets
    diary = Diary(declaration, f"{year}-AIR", rng, days)
    first_day = dt.date(year, 1, 1)
    station_values = {"station": "全市均值", "level": "全市均值", "year": year, "lead_body": lead}
    diary.begin(first_day, station_values)
    for index in range((_month_end(year, MONTHS) - first_day).days + 1):
        day = first_day + dt.timedelta(days=index)
        values = {"day": day, "pm25": rng.randint(12, 48), "pm10": rng.randint(25, 80)}
        values |= {"so2": rng.randint(5, 12), "no2": rng.randint(10, 34)}
        values |= {"o3": rng.randint(165, 180) if rng.random() < 0.05 else rng.randint(60, 150)}
        diary.record_event(day, RowAdded, rows="days", row=f"{index + 1}", values=values | {"co": 1})
    return diary.events


def _amount_due(target: int, share_reached: float, month: int) -> int:
    """Return the amount due by a month's end: linear up to `share_reached` in September."""
    return int(target * share_reached * month / MONTHS)


def _random_day(year: int, month: int, rng: random.Random) -> dt.date:
    return dt.date(year, month, rng.randint(3, 26))


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month + 1, 1) - dt.timedelta(days=1)
