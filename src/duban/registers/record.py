"""A record: the state that its events give on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from duban.registers.values import Value


@dataclass(frozen=True, slots=True)
class Visit:
    """A stage, and the date on which the record entered it."""

    stage: str
    since: dt.date


@dataclass(frozen=True, slots=True)
class Document:
    """An attached document."""

    kind: str
    name: str
    digest: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """A requested extension; `granted` is None until it is decided."""

    clock: str
    days: int
    requested_on: dt.date
    granted: bool | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A period in which a clock was paused; `until` is None while it lasts."""

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

    `visits` are the stages it went through, the current one last; `rows` are by list and row id;
    `serial` and `day` are those of the latest applied event.
    """

    register: str
    id: str
    created: dt.date
    values: dict[str, Value]
    visits: tuple[Visit, ...]
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    requests: tuple[ExtensionRequest, ...] = ()
    pauses: tuple[Pause, ...] = ()
    erased: frozenset[str] = frozenset()
    serial: int = 0
    day: dt.date = dt.date.min

    @property
    def stage(self) -> str:
        """The current stage."""
        return self.visits[-1].stage

    @property
    def since(self) -> dt.date:
        """The date on which it entered its current stage."""
        return self.visits[-1].since

    def first(self, stage: str) -> dt.date | None:
        """The date on which it first entered a stage, or None."""
        return next((visit.since for visit in self.visits if visit.stage == stage), None)
