"""A register as declared: fields, rows, stages, moves, clocks, measures, retention."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from duban.notices import Name
from duban.registers.expression import Expression
from duban.registers.field import Field


class Duty(StrEnum):
    """The duty of a user towards a record; the service decides who has which for which record."""

    OFFICE = "office"
    KEEPER = "keeper"
    LEAD = "lead"
    HEAD = "head"
    BODY = "body"
    COUNTY = "county"
    STREET = "street"
    SUPERVISOR = "supervisor"
    INTAKE = "intake"


DUTY_NAMES = {
    Duty.OFFICE: Name("督查室", "Supervision office"),
    Duty.KEEPER: Name("台账管理员", "Register keeper"),
    Duty.LEAD: Name("牵头单位联络员", "Liaison of the lead body"),
    Duty.HEAD: Name("牵头单位负责人", "Head of the lead body"),
    Duty.BODY: Name("承办单位联络员", "Liaison of a body that works on it"),
    Duty.COUNTY: Name("县（市）区", "County or district"),
    Duty.STREET: Name("街道（乡镇）", "Street office or township"),
    Duty.SUPERVISOR: Name("监督人员", "Supervisors"),
    Duty.INTAKE: Name("受理人员", "Intake"),
}

DutySet = frozenset[Duty]


class StageKind(StrEnum):
    """Whether a record in the stage is in progress, completed, or terminated without completion."""

    OPEN = "open"
    DONE = "done"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage. In a `locked` one edits are refused; corrections remain possible."""

    key: str
    label: str
    english: str
    kind: StageKind = StageKind.OPEN
    locked: bool = False
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A transition from one of the stages `origins` to the stage `to`, and what it requires.

    `requires` are fields that must be filled, `documents` kinds of document that must be attached,
    `condition` (`when` in the file) what must hold, `otherwise` the refusal where it does not,
    `reason` whether a reason must be stated.
    """

    origins: tuple[str, ...]
    to: str
    label: str
    english: str
    who: DutySet
    requires: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    reason: bool = False
    condition: Expression | None = None
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A list of sub-rows of every record; with `closes` they are closed one by one."""

    key: str
    label: str
    english: str
    fields: tuple[Field, ...]
    closes: bool = False
    who: DutySet = frozenset()


class DayKind(StrEnum):
    """What a clock counts: working days (法定节假日 and 调休), or days of the calendar."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Extension:
    """How a clock may be extended: by at most `most` days in total, `times` times, requested while
    at least `before` days remain, by the duties in `ask`, approved by those in `approve`."""

    most: int
    times: int = 1
    before: int = 0
    ask: DutySet = frozenset()
    approve: DutySet = frozenset()


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit.

    It starts on entering a stage of `starts` (each entry anew; with `after`, only coming from one
    of those, as when work is sent back) or on the day in the field `start_field`, and stops on
    entering one of `stops`, or on the day in `stop_field`. The limit is `limit` days, or depends on
    the choice in the field `limit_by`: `limits`. The day of the start does not count. The clock is
    paused in the stages `pauses` and, with `pausable`, between the events Paused and Resumed.
    """

    key: str
    label: str
    english: str
    starts: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    start_field: str | None = None
    stops: tuple[str, ...] = ()
    stop_field: str | None = None
    limit: int | None = None
    limit_by: str | None = None
    limits: Mapping[str, int] = dataclasses.field(default_factory=dict)
    days: DayKind = DayKind.WORKING
    warn: int = 1
    pauses: tuple[str, ...] = ()
    pausable: bool = False
    extension: Extension | None = None


class Aggregation(StrEnum):
    """How a measure aggregates the records that it takes."""

    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"
    RATE = "rate"
    RATIO = "ratio"
    LATEST = "latest"


class Span(StrEnum):
    """`stock`: the state on the day; `year`, `month`: what is dated within it, up to the day."""

    STOCK = "stock"
    YEAR = "year"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Feed:
    """An indicator that the measure can feed, by its name and perhaps its kind (growth, volume …).

    With `by`, only the group whose value is `value` feeds it.
    """

    indicator: str
    kind: str = ""
    by: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure computed from records.

    It takes the records (or, with `over`, their sub-rows) for which `where` holds and whose `date`
    falls in the span. It gives their number, the sum or average of `of`, the percentage for which
    `part` holds, or the sum of `of` divided by the sum of `per` (a ratio; times 100 where the unit
    is %). `by` are fields by which it can be grouped.
    """

    key: str
    label: str
    english: str
    take: Aggregation
    unit: str
    span: Span = Span.STOCK
    over: str | None = None
    where: Expression | None = None
    of: Expression | None = None
    part: Expression | None = None
    per: Expression | None = None
    date: Expression | None = None
    by: tuple[str, ...] = ()
    feeds: tuple[Feed, ...] = ()
    public: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A condition checked when all fields that it uses are filled; `otherwise` is the refusal."""

    holds: Expression
    otherwise: str


@dataclass(frozen=True, slots=True)
class Retention:
    """How many months personal fields are stored after a record enters a stage of `after`."""

    months: int
    after: tuple[str, ...]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One register. `fields` are in the order of forms, `stages` in the order of progress."""

    id: str
    version: int
    name: str
    english: str
    about: str
    title: str
    fields: tuple[Field, ...]
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]
    rows: tuple[RowGroup, ...] = ()
    clocks: tuple[Clock, ...] = ()
    measures: tuple[Measure, ...] = ()
    checks: tuple[Check, ...] = ()
    create: DutySet = frozenset()
    edit: DutySet = frozenset()
    correct: DutySet = frozenset()
    lead: str | None = None
    region: str | None = None
    restricted: bool = False
    retention: Retention | None = None
    source: str = ""
    _field_by_key: dict[str, Field] = dataclasses.field(default_factory=dict, compare=False, repr=False)
    _stage_by_key: dict[str, Stage] = dataclasses.field(default_factory=dict, compare=False, repr=False)
    _index_by_stage: dict[str, int] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for field in self.fields:
            self._field_by_key.update(dict.fromkeys((*field.was, field.key), field))
        for index, stage in enumerate(self.stages):
            self._stage_by_key.update(dict.fromkeys((*stage.was, stage.key), stage))
            self._index_by_stage[stage.key] = index

    def field(self, key: str) -> Field:
        """The field of that key, or of an earlier key. Raises KeyError."""
        return self._field_by_key[key]

    def stage(self, key: str) -> Stage:
        """The stage of that key, or of an earlier key. Raises KeyError."""
        return self._stage_by_key[key]

    def order(self, stage: str) -> int:
        """The index of a stage among the stages, from 0. Raises KeyError."""
        return self._index_by_stage[stage]

    def group(self, key: str) -> RowGroup:
        """The list of sub-rows of that key. Raises KeyError."""
        return next((group for group in self.rows if group.key == key), None) or _raise_key_error(key)

    def clock(self, key: str) -> Clock:
        """The clock of that key. Raises KeyError."""
        return next((clock for clock in self.clocks if clock.key == key), None) or _raise_key_error(key)

    def measure(self, key: str) -> Measure:
        """The measure of that key. Raises KeyError."""
        return next((measure for measure in self.measures if measure.key == key), None) or _raise_key_error(key)

    def find_move(self, origin: str, target: str) -> Move | None:
        """The move from one stage to another, if there is one."""
        return next((move for move in self.moves if origin in move.origins and move.to == target), None)

    def list_moves_from(self, origin: str) -> tuple[Move, ...]:
        """The moves that lead out of a stage, in the declared order."""
        return tuple(move for move in self.moves if origin in move.origins)


def _raise_key_error(key: str) -> NoReturn:
    raise KeyError(key)
