"""A record: what its events come to on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from duban.registers.values import Value


@dataclass(frozen=True, slots=True)
class Visit:
    """A stage, and since when the record was in it."""

    stage: str
    since: dt.date


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was attached."""

    kind: str
    name: str
    digest: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Request:
    """An extension that was asked for; `granted` is None until it is decided."""

    clock: str
    days: int
    asked: dt.date
    granted: bool | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a clock stood still; `until` is None while it lasts."""

    clock: str
    since: dt.date
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A sub-row."""

    id: str
    values: dict[str, Value]
    added: dt.date
    closed: dt.date | None = None


@dataclass(slots=True)
class Record:
    """One record as of a day.

    `visits` are the stages it went through, the last is the present one; `rows` by list and row id;
    `serial` and `day` are those of the last event that counted.
    """

    register: str
    id: str
    created: dt.date
    values: dict[str, Value]
    visits: tuple[Visit, ...]
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    requests: tuple[Request, ...] = ()
    pauses: tuple[Pause, ...] = ()
    erased: frozenset[str] = frozenset()
    serial: int = 0
    day: dt.date = dt.date.min

    @property
    def stage(self) -> str:
        """The stage it is in."""
        return self.visits[-1].stage

    @property
    def since(self) -> dt.date:
        """Since when it is in its stage."""
        return self.visits[-1].since

    def first(self, stage: str) -> dt.date | None:
        """When it first came to a stage, if it did."""
        return next((visit.since for visit in self.visits if visit.stage == stage), None)
