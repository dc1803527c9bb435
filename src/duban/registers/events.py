"""The kinds of event of a record. Events are only ever appended, never changed later.

`record` is the record's id; `serial` counts its events from 1, in the order in which they were
recorded. `at` is the time of recording (local, aware), `effective` the date from which the event
holds, by default the date of `at`. `version` is that of the declaration it was written under.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from duban.registers.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The fields of every event."""

    record: str
    serial: int
    at: dt.datetime
    actor: str
    version: int = 1
    effective: dt.date | None = None
    reason: str = ""

    @property
    def day(self) -> dt.date:
        """The date from which the event holds."""
        return self.effective or self.at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Created(Event):
    """A record was created in the first stage (or, imported from an old ledger, in `stage`)."""

    values: Mapping[str, Value]
    stage: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Event):
    """Fields have new values from `day` on; fields not listed are unchanged."""

    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected(Event):
    """Wrong values are corrected as of `day`, which may lie in the past.

    The correction holds from that day until a later edit or correction of the same field. With
    `row` a sub-row is corrected.
    """

    values: Mapping[str, Value]
    rows: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Event):
    """The record moved to the stage `to`; `values` are fields that the move requires."""

    to: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAdded(Event):
    """A sub-row was added; its id `row` never changes."""

    rows: str
    row: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEdited(Event):
    """Fields of a sub-row have new values."""

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
    """A document of a `kind` that moves may require; the service stores the file under `digest`."""

    kind: str
    name: str
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRequested(Event):
    """An extension of a clock by `days` days was requested."""

    clock: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionDecided(Event):
    """The open request on a clock was granted or refused."""

    clock: str
    granted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Event):
    """A clock was paused: the days after this one do not count."""

    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """A clock was resumed: the days after this one count again."""

    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(Event):
    """Personal data was erased: `keys` of fields, `rows.key` for those of sub-rows.

    The service also removes their values from the stored events (`events_json.remove_values`).
    """

    keys: tuple[str, ...]


EVENT_TYPE_BY_NAME: dict[str, type[Event]] = {
    "created": Created,
    "edited": Edited,
    "corrected": Corrected,
    "moved": Moved,
    "row_added": RowAdded,
    "row_edited": RowEdited,
    "row_closed": RowClosed,
    "attached": Attached,
    "extension_asked": ExtensionRequested,
    "extension_decided": ExtensionDecided,
    "paused": Paused,
    "resumed": Resumed,
    "erased": Erased,
}
NAME_BY_EVENT_TYPE = {kind: name for name, kind in EVENT_TYPE_BY_NAME.items()}
