"""A claim that is followed: what is required, by when, along which schedule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from duban.assessment import parse_fields, schedule_json, vocabulary
from duban.assessment.model import Adjustment, Figures, Method, Milestone
from duban.assessment.parse_fields import make_target_error
from duban.assessment.requirement import Requirement, derive_requirement
from duban.assessment.schedule import Schedule, ScheduleKind
from duban.commitments import Claim, Comparator, Direction, Strength, encode
from duban.quantities.printing import is_count_unit

CLAIM_KINDS = ("growth", "level", "volume", "share", "points", "relative", "qualitative", "zero")


@dataclass(frozen=True, slots=True)
class Target:
    """What one claim, or one qualitative commitment, requires of its year.

    `value`, `value_high`, `baseline`, `assigned` and `total` are in `unit`. `asked` is derived from
    them: the method, and the bound that figures are compared with. `has_stated_schedule` says that
    the schedule was stated and not taken as even. `lag` is the months by which figures come late.
    `is_annual_by_habit` marks an indicator that is mostly published once a year, though nobody
    declared it annual: an earlier figure is judged. `is_flow` says that its amounts add up over the
    year.
    """

    id: str
    indicator: str
    kind: str
    unit: str
    schedule: Schedule
    requirement: Requirement
    year: int
    value: Decimal | None = None
    value_high: Decimal | None = None
    comparator: Comparator | None = None
    direction: Direction = Direction.UP
    strength: Strength = Strength.PLAN
    number_text: str = ""
    role: str = "target"
    baseline: Decimal | None = None
    assigned: Decimal | None = None
    reference: str | None = None
    total: Decimal | None = None
    figures: Figures = Figures.AUTO
    has_stated_schedule: bool = False
    annual_only: bool = False
    is_annual_by_habit: bool = False
    is_flow: bool = False
    lag_months: int = 0
    milestones: tuple[Milestone, ...] = ()
    adjustment: Adjustment | None = None

    @property
    def deadline(self) -> dt.date:
        """The last day on which it may be reached."""
        return self.schedule.deadline

    @property
    def start(self) -> dt.date:
        """The first day of the plan year; earlier figures are baselines."""
        return self.schedule.start

    @property
    def method(self) -> Method:
        """The row of the assessment table that judges it."""
        return self.requirement.method

    @property
    def asks_for_countables(self) -> bool:
        """Whether it asks for whole things, counted one by one."""
        value = self.value if self.value is not None else self.requirement.bound
        return is_count_unit(self.unit) and value is not None and value == value.to_integral_value()

    def with_baseline(self, baseline: Decimal) -> Target:
        """The same target with a baseline that its claim did not state."""
        requirement = derive_requirement(
            kind=self.kind,
            indicator=self.indicator,
            number_text=self.number_text,
            unit=self.unit,
            comparator=self.comparator,
            is_downward=self.direction is Direction.DOWN,
            value=self.value,
            value_high=self.value_high,
            baseline=baseline,
            assigned=self.assigned,
            total=self.total,
            is_flow=self.is_flow,
            has_reference=self.reference is not None,
        )
        return replace(self, baseline=baseline, requirement=requirement)

    @classmethod
    def from_claim(cls, claim: Claim, *, id: str, year: int, **added_fields: Any) -> Target:
        """From a claim as the reader gives it, with hand-added fields as keywords."""
        return cls.from_json(encode.claim_to_json(claim) | added_fields, id=id, year=year)

    @classmethod
    def from_json(cls, claim_json: Mapping[str, Any], *, id: str, year: int) -> Target:
        """From one claim of `duban read --format jsonl`, with fields added by hand.

        docs/reference/assess.md lists them. `year` is the plan year. Raises TargetError, which
        names the field at fault.
        """
        claim_fields = _ClaimFields(claim_json, year)
        start, deadline = dt.date(year, 1, 1), claim_fields.find_deadline()
        if deadline < start:
            raise make_target_error("deadline", "deadline_before_year", deadline=deadline, year=year)
        requirement = claim_fields.build_requirement()
        parsed_schedule = claim_fields.build_schedule(start, deadline, requirement)
        return cls(
            id=id,
            indicator=claim_fields.indicator,
            kind=claim_fields.kind,
            unit=claim_fields.unit,
            schedule=parsed_schedule.schedule,
            requirement=requirement,
            year=year,
            value=claim_fields.value,
            value_high=claim_fields.value_high,
            comparator=claim_fields.comparator,
            direction=claim_fields.direction,
            strength=claim_fields.parse_choice("strength", Strength, Strength.PLAN),
            number_text=str(claim_json.get("number", "")),
            role=str(claim_json.get("role", "target")),
            baseline=claim_fields.baseline,
            assigned=claim_fields.assigned,
            reference=_parse_optional_text(claim_json.get("reference")),
            total=claim_fields.total,
            figures=claim_fields.figures,
            has_stated_schedule="schedule" in claim_json and parsed_schedule.schedule.kind is not ScheduleKind.ANNUAL,
            annual_only=parsed_schedule.schedule.kind is ScheduleKind.ANNUAL,
            is_annual_by_habit=claim_fields.is_annual_by_habit(),
            is_flow=claim_fields.is_flow,
            lag_months=claim_fields.parse_lag(),
            milestones=claim_fields.milestones or parsed_schedule.milestones,
            adjustment=parse_fields.parse_adjustment(claim_json.get("adjusted"), "adjusted", year, claim_fields.unit),
        )


class _ClaimFields:
    """The fields of a claim's JSON, read and checked."""

    def __init__(self, claim_json: Mapping[str, Any], year: int) -> None:
        self.claim_json, self.year = claim_json, year
        self.indicator = str(claim_json.get("indicator", claim_json.get("name", "")))
        milestones = _find_milestones(claim_json)
        self.kind = str(claim_json.get("kind", "qualitative" if milestones else ""))
        if self.kind not in CLAIM_KINDS:
            raise make_target_error("kind", "not_among", raw=repr(self.kind), choices=tuple(CLAIM_KINDS))
        self.unit = str(claim_json.get("unit") or "") or self._find_amount_unit()
        self.value = self._parse_number("value")
        self.value_high = self._parse_number("value_high")
        self.baseline = self._parse_number("baseline")
        self.assigned = self._parse_number("assigned")
        self.total = self._parse_number("total")
        self.direction = self.parse_choice("direction", Direction, Direction.UP)
        self.figures = self.parse_choice("figures", Figures, Figures.AUTO)
        self.comparator = self.parse_choice("comparator", Comparator, None)
        self.milestones = parse_fields.parse_milestones(milestones, "milestones", year) if milestones else ()
        self.is_flow = self._parse_flow()
        self._check()

    def parse_choice(self, field: str, enum_class: Any, default: Any) -> Any:
        """One of an enum's words."""
        raw = self.claim_json.get(field)
        if raw in (None, ""):
            return default
        try:
            return enum_class(raw)
        except ValueError:
            choices = tuple(member.value for member in enum_class)
            raise make_target_error(field, "not_among", raw=repr(raw), choices=choices) from None

    def find_deadline(self) -> dt.date:
        """The stated deadline, the end of the claim's own period, or the year's end."""
        if self.claim_json.get("deadline") not in (None, ""):
            return parse_fields.parse_date(self.claim_json["deadline"], "deadline", self.year)
        period = self.claim_json.get("period")
        horizon = parse_fields.parse_horizon(str(period), self.year) if period else None
        # A base year (较2020年) is no deadline.
        if horizon is not None and horizon >= dt.date(self.year, 1, 1):
            return horizon
        due_dates = [milestone.due for milestone in self.milestones]
        if due_dates and self.kind == "qualitative":
            return max(due_dates)  # it is done when its last milestone is accepted
        return max([dt.date(self.year, 12, 31), *due_dates])

    def build_requirement(self) -> Requirement:
        """The method and the bound."""
        return derive_requirement(
            kind=self.kind,
            indicator=self.indicator,
            number_text=str(self.claim_json.get("number", "")),
            unit=self.unit,
            comparator=self.comparator,
            is_downward=self.direction is Direction.DOWN,
            value=self.value,
            value_high=self.value_high,
            baseline=self.baseline,
            assigned=self.assigned,
            total=self.total,
            is_flow=self.is_flow,
            has_reference=bool(self.claim_json.get("reference")),
        )

    def build_schedule(
        self, start: dt.date, deadline: dt.date, requirement: Requirement
    ) -> schedule_json.ParsedSchedule:
        """The stated schedule; else its milestones, else annual by its name, else even."""
        if self.claim_json.get("annual_only") is True:
            return schedule_json.ParsedSchedule(Schedule.annual(start, deadline), self.milestones)
        raw = self.claim_json.get("schedule")
        if raw not in (None, ""):
            return schedule_json.parse_schedule(raw, start, deadline, self.value)
        if self.milestones:
            milestone_schedule = Schedule.from_milestones(start, deadline, self.milestones)
            return schedule_json.ParsedSchedule(milestone_schedule, self.milestones)
        is_annual_by_name = vocabulary.is_annual_only(self.indicator) and requirement.method is not Method.ZERO
        if is_annual_by_name and self.claim_json.get("annual_only") is not False:
            return schedule_json.ParsedSchedule(Schedule.annual(start, deadline))
        return schedule_json.ParsedSchedule(Schedule.even(start, deadline))

    def is_annual_by_habit(self) -> bool:
        """Whether only its name says that it is published once a year, and says so loosely."""
        is_stated = self.claim_json.get("annual_only") is True or self.claim_json.get("schedule") not in (None, "")
        return not is_stated and vocabulary.is_annual_by_habit(self.indicator)

    def parse_lag(self) -> int:
        """Months by which figures come late (错月指标), stated beside or in the schedule."""
        schedule = self.claim_json.get("schedule")
        raw = self.claim_json.get("lag", schedule.get("lag", 0) if isinstance(schedule, Mapping) else 0)
        lag_months = parse_fields.parse_number(raw, "lag")
        if lag_months != int(lag_months) or not 0 <= lag_months <= 12:
            raise make_target_error("lag", "lag_out_of_range", raw=repr(raw))
        return int(lag_months)

    def _parse_flow(self) -> bool:
        nature = str(self.claim_json.get("nature", self.claim_json.get("flow", "")) or "").lower()
        if nature in ("flow", "true", "流量"):
            return True
        if nature in ("stock", "false", "存量"):
            return False
        if nature:
            raise make_target_error("nature", "nature_unknown", raw=repr(nature))
        return vocabulary.is_flow(self.indicator, self.unit)

    def _find_amount_unit(self) -> str:
        """The unit of a relative claim, which states none: that of the amounts added by hand."""
        if self.claim_json.get("kind") != "relative":
            return ""
        units = (parse_fields.parse_unit(self.claim_json.get(field)) for field in ("baseline", "assigned"))
        return next((unit for unit in units if unit), "")

    def _parse_number(self, field: str) -> Decimal | None:
        raw = self.claim_json.get(field)
        return None if raw in (None, "") else parse_fields.parse_number(raw, field, self.unit)

    def _check(self) -> None:
        if self.kind in ("growth", "level", "volume", "share", "points") and self.value is None:
            raise make_target_error("value", "value_needed", kind=self.kind)
        if self.value_high is not None and self.value is not None and self.value_high < self.value:
            raise make_target_error("value_high", "bounds_reversed", high=self.value_high, low=self.value)
        has_steps = bool(self.milestones) or isinstance(self.claim_json.get("schedule"), list | Mapping)
        if self.kind == "qualitative" and not has_steps:
            raise make_target_error("milestones", "qualitative_without_milestones")
        if self.total is not None and self.total <= 0:
            raise make_target_error("total", "total_not_positive", total=self.total)
        if self.figures is Figures.STOCK and self.baseline is None:
            raise make_target_error("baseline", "stock_without_baseline")


def _find_milestones(claim_json: Mapping[str, Any]) -> Any:
    """The milestones, stated on their own or as the schedule of a qualitative commitment."""
    schedule = claim_json.get("schedule")
    if claim_json.get("milestones") or claim_json.get("kind", "qualitative") != "qualitative":
        return claim_json.get("milestones")
    if isinstance(schedule, list) and schedule and isinstance(schedule[0], Mapping):
        return schedule
    return schedule.get("milestones", ()) if isinstance(schedule, Mapping) else None


def _parse_optional_text(raw: Any) -> str | None:
    return None if raw in (None, "") else str(raw)
