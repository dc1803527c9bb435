"""What the endpoints of registers take and give."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from duban_site.api.service import QueryInput, WriteInput

OCCURRED_AT_HELP = "when it happened at the source, with its offset: clocks start on that day, not today"
Cell = str | int | float | bool | None


class RegisterSummary(Schema):
    """A register that the token's person may see, with how many of its records they see."""

    id: int
    key: str
    name: str
    english: str
    total: int
    open: int
    overdue: int


class Registers(Schema):
    """All of them."""

    registers: list[RegisterSummary]


class RegisterField(Schema):
    """A field as declared."""

    key: str
    label: str
    english: str
    type: str
    unit: str
    help: str
    required: str | None = Field(description="the stage from which it must be filled")
    choices: list[str]
    personal: bool


class RegisterStage(Schema):
    """A stage as declared."""

    key: str
    label: str
    english: str
    kind: str


class RegisterDetail(Schema):
    """What a record of the register holds, and its stages."""

    id: int
    key: str
    name: str
    version: int
    fields: list[RegisterField]
    stages: list[RegisterStage]


class RecordBrief(Schema):
    """A record in a list."""

    id: int
    number: str
    title: str
    stage: str
    since: str
    lead: str
    due: str | None
    external_key: str = Field("", description="what the system that handed it in calls it")


class RecordListed(RecordBrief):
    """A record in a list of a register, with its values that are neither personal nor sealed."""

    values: dict[str, Any] = Field(default_factory=dict)


class Records(Schema):
    """A page of records, newest first; `next` is the `start` of the following one, if any."""

    total: int
    next: str
    records: list[RecordListed]


class RecordMove(Schema):
    """A stage to which the token's person may move it."""

    to: str
    label: str
    requires: list[str]
    documents: list[str]
    reason: bool


class Record(RecordBrief):
    """A record; personal values are masked where the person may not see them."""

    serial: int = Field(description="its last event; send it back with a change")
    values: dict[str, Any]
    moves: list[RecordMove]


class RecordsQuery(QueryInput):
    """Which records."""

    q: str = Field("", max_length=100, description="words of its title or public text")
    stage: str = Field("", max_length=40)
    late: Literal["", "overdue", "soon", "paused"] = ""
    external_key: str = Field("", max_length=120, description="the one record of this key")
    start: str = Field("", max_length=40, description="`next` of the page before")


class ProposedRecord(WriteInput):
    """A new record: field → value, as text, number or yes/no."""

    values: dict[str, Cell] = Field(max_length=200)


class NewRecord(ProposedRecord):
    """A new record, with what the system that hands it in calls it."""

    external_key: str = Field("", max_length=120, description="taken once in a register")
    happened_at: AwareDatetime | None = Field(None, description=OCCURRED_AT_HELP)


class Move(WriteInput):
    """On to a stage, with the fields that the move asks for."""

    to: str = Field(max_length=40)
    values: dict[str, Cell] = Field(default_factory=dict, max_length=200)
    reason: str = Field("", max_length=1000)
    serial: int = Field(ge=1, le=2**31 - 1, description="of the record as it was read")
    happened_at: AwareDatetime | None = Field(None, description=OCCURRED_AT_HELP)
