"""What can happen to a record. Events are only ever appended; nothing in one is changed later.

`record` is the record's id; `serial` counts its events from 1, in the order in which they were
recorded. `at` is when (local time, aware), `effective` the day since when it holds, by default the
day of `at`. `version` is that of the declaration it was written under.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from duban.registers.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event has."""

    record: str
    serial: int
    at: dt.datetime
    actor: str
    version: int = 1
    effective: dt.date | None = None
    reason: str = ""

    @property
    def day(self) -> dt.date:
        """The day since when it holds."""
        return self.effective or self.at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Created(Event):
    """A record came to be, in the first stage (or, from an old ledger, in `stage`)."""

    values: Mapping[str, Value]
    stage: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Event):
    """Fields took new values from `day` on; those not named stay."""

    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected(Event):
    """What was wrong is put right, as of `day`, which may lie in the past.

    It holds from that day until a later edit or correction of the same field. With `row` it is a
    sub-row that is put right.
    """

    values: Mapping[str, Value]
    rows: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Event):
    """The record went on to stage `to`; fields that the move asked for come with it."""

    to: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAdded(Event):
    """A sub-row, whose id `row` stays the same for good."""

    rows: str
    row: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEdited(Event):
    """Fields of a sub-row took new values."""

    rows: str
    row: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowClosed(Event):
    """A sub-row is settled (办结)."""

    rows: str
    row: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached(Event):
    """A document of a `kind` that moves may ask for; the service keeps the file by its `digest`."""

    kind: str
    name: str
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionAsked(Event):
    """`days` more are asked for on a clock."""

    clock: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionDecided(Event):
    """The open request on a clock was granted or refused."""

    clock: str
    granted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Event):
    """A clock stands still: the days after this one do not count."""

    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """A clock goes on: the days after this one count again."""

    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(Event):
    """Personal data is gone: `keys` of fields, `rows.key` for those of sub-rows.

    The service also takes their values out of the stored events (`events_json.without`).
    """

    keys: tuple[str, ...]


EVENTS: dict[str, type[Event]] = {
    "created": Created,
    "edited": Edited,
    "corrected": Corrected,
    "moved": Moved,
    "row_added": RowAdded,
    "row_edited": RowEdited,
    "row_closed": RowClosed,
    "attached": Attached,
    "extension_asked": ExtensionAsked,
    "extension_decided": ExtensionDecided,
    "paused": Paused,
    "resumed": Resumed,
    "erased": Erased,
}
NAMES = {kind: name for name, kind in EVENTS.items()}
