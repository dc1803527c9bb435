"""A claim that is followed: what is required, by when, along which schedule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from duban.assessment import fields, schedule_json, vocabulary
from duban.assessment.asking import Asked, ask
from duban.assessment.fields import TargetError
from duban.assessment.model import Adjustment, Figures, Method, Milestone
from duban.assessment.schedule import Schedule, ScheduleKind
from duban.commitments import Claim, Comparator, Direction, Strength, encode
from duban.quantities.printing import is_counted

KINDS = ("growth", "level", "volume", "share", "points", "relative", "qualitative", "zero")


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
    asked: Asked
    year: int
    value: Decimal | None = None
    value_high: Decimal | None = None
    comparator: Comparator | None = None
    direction: Direction = Direction.UP
    strength: Strength = Strength.PLAN
    words: str = ""
    role: str = "target"
    baseline: Decimal | None = None
    assigned: Decimal | None = None
    reference: str | None = None
    total: Decimal | None = None
    figures: Figures = Figures.AUTO
    paced: bool = False
    annual_only: bool = False
    by_habit: bool = False
    flow: bool = False
    lag: int = 0
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
        return self.asked.method

    @property
    def counted(self) -> bool:
        """Whether it asks for whole things, counted one by one."""
        value = self.value if self.value is not None else self.asked.bound
        return is_counted(self.unit) and value is not None and value == value.to_integral_value()

    def based_on(self, baseline: Decimal) -> Target:
        """The same target with a baseline that its claim did not state."""
        asked = ask(
            kind=self.kind,
            indicator=self.indicator,
            words=self.words,
            unit=self.unit,
            comparator=self.comparator,
            down=self.direction is Direction.DOWN,
            value=self.value,
            value_high=self.value_high,
            baseline=baseline,
            assigned=self.assigned,
            total=self.total,
            flow=self.flow,
            referenced=self.reference is not None,
        )
        return replace(self, baseline=baseline, asked=asked)

    @classmethod
    def from_claim(cls, claim: Claim, *, id: str, year: int, **hand: Any) -> Target:
        """From a claim as the reader gives it, with hand-added fields as keywords."""
        return cls.from_json(encode.claim(claim) | hand, id=id, year=year)

    @classmethod
    def from_json(cls, obj: Mapping[str, Any], *, id: str, year: int) -> Target:
        """From one claim of `duban read --format jsonl`, with fields added by hand.

        docs/reference/assess.md lists them. `year` is the plan year. Raises TargetError, which
        names the field at fault.
        """
        stated = _Stated(obj, year)
        start, deadline = dt.date(year, 1, 1), stated.deadline()
        if deadline < start:
            raise TargetError("deadline", f"{deadline} 早于计划年度 {year}")
        asked = stated.asked()
        parsed = stated.schedule(start, deadline, asked)
        return cls(
            id=id,
            indicator=stated.indicator,
            kind=stated.kind,
            unit=stated.unit,
            schedule=parsed.schedule,
            asked=asked,
            year=year,
            value=stated.value,
            value_high=stated.value_high,
            comparator=stated.comparator,
            direction=stated.direction,
            strength=stated.choice("strength", Strength, Strength.PLAN),
            words=str(obj.get("number", "")),
            role=str(obj.get("role", "target")),
            baseline=stated.baseline,
            assigned=stated.assigned,
            reference=_text(obj.get("reference")),
            total=stated.total,
            figures=stated.figures,
            paced="schedule" in obj and parsed.schedule.kind is not ScheduleKind.ANNUAL,
            annual_only=parsed.schedule.kind is ScheduleKind.ANNUAL,
            by_habit=stated.by_habit(),
            flow=stated.flow,
            lag=stated.lag(),
            milestones=stated.milestones or parsed.milestones,
            adjustment=fields.adjustment(obj.get("adjusted"), "adjusted", year, stated.unit),
        )


class _Stated:
    """The fields of a claim's JSON, read and checked."""

    def __init__(self, obj: Mapping[str, Any], year: int) -> None:
        self.obj, self.year = obj, year
        self.indicator = str(obj.get("indicator", obj.get("name", "")))
        milestones = _milestones(obj)
        self.kind = str(obj.get("kind", "qualitative" if milestones else ""))
        if self.kind not in KINDS:
            raise TargetError("kind", f"{self.kind!r} 不在 {'、'.join(KINDS)} 之中")
        self.unit = str(obj.get("unit") or "") or self._written_unit()
        self.value = self._number("value")
        self.value_high = self._number("value_high")
        self.baseline = self._number("baseline")
        self.assigned = self._number("assigned")
        self.total = self._number("total")
        self.direction = self.choice("direction", Direction, Direction.UP)
        self.figures = self.choice("figures", Figures, Figures.AUTO)
        self.comparator = self.choice("comparator", Comparator, None)
        self.milestones = fields.milestones(milestones, "milestones", year) if milestones else ()
        self.flow = self._flow()
        self._check()

    def choice(self, field: str, enum: Any, default: Any) -> Any:
        """One of an enum's words."""
        raw = self.obj.get(field)
        if raw in (None, ""):
            return default
        try:
            return enum(raw)
        except ValueError:
            words = "、".join(e.value for e in enum)
            raise TargetError(field, f"{raw!r} 不在 {words} 之中") from None

    def deadline(self) -> dt.date:
        """The stated deadline, the end of the claim's own period, or the year's end."""
        if self.obj.get("deadline") not in (None, ""):
            return fields.day(self.obj["deadline"], "deadline", self.year)
        period = self.obj.get("period")
        own = fields.horizon(str(period), self.year) if period else None
        # A base year (较2020年) is no deadline.
        if own is not None and own >= dt.date(self.year, 1, 1):
            return own
        ends = [m.due for m in self.milestones]
        if ends and self.kind == "qualitative":
            return max(ends)  # it is done when its last milestone is accepted
        return max([dt.date(self.year, 12, 31), *ends])

    def asked(self) -> Asked:
        """The method and the bound."""
        return ask(
            kind=self.kind,
            indicator=self.indicator,
            words=str(self.obj.get("number", "")),
            unit=self.unit,
            comparator=self.comparator,
            down=self.direction is Direction.DOWN,
            value=self.value,
            value_high=self.value_high,
            baseline=self.baseline,
            assigned=self.assigned,
            total=self.total,
            flow=self.flow,
            referenced=bool(self.obj.get("reference")),
        )

    def schedule(self, start: dt.date, deadline: dt.date, asked: Asked) -> schedule_json.Parsed:
        """The stated schedule; else its milestones, else annual by its name, else even."""
        if self.obj.get("annual_only") is True:
            return schedule_json.Parsed(Schedule.annual(start, deadline), self.milestones)
        raw = self.obj.get("schedule")
        if raw not in (None, ""):
            return schedule_json.parse(raw, start, deadline, self.value)
        if self.milestones:
            own = Schedule.of_milestones(start, deadline, self.milestones)
            return schedule_json.Parsed(own, self.milestones)
        named = vocabulary.annual_only(self.indicator) and asked.method is not Method.ZERO
        if named and self.obj.get("annual_only") is not False:
            return schedule_json.Parsed(Schedule.annual(start, deadline))
        return schedule_json.Parsed(Schedule.even(start, deadline))

    def by_habit(self) -> bool:
        """Whether only its name says that it is published once a year, and says so loosely."""
        stated = self.obj.get("annual_only") is True or self.obj.get("schedule") not in (None, "")
        return not stated and vocabulary.annual_by_habit(self.indicator)

    def lag(self) -> int:
        """Months by which figures come late (错月指标), stated beside or in the schedule."""
        schedule = self.obj.get("schedule")
        raw = self.obj.get("lag", schedule.get("lag", 0) if isinstance(schedule, Mapping) else 0)
        lag = fields.number(raw, "lag")
        if lag != int(lag) or not 0 <= lag <= 12:
            raise TargetError("lag", f"{raw!r} 应为 0 到 12 的月数")
        return int(lag)

    def _flow(self) -> bool:
        word = str(self.obj.get("nature", self.obj.get("flow", "")) or "").lower()
        if word in ("flow", "true", "流量"):
            return True
        if word in ("stock", "false", "存量"):
            return False
        if word:
            raise TargetError("nature", f"{word!r} 应为 flow（流量）或 stock（存量）")
        return vocabulary.flows(self.indicator, self.unit)

    def _written_unit(self) -> str:
        """The unit of a relative claim, which states none: that of the amounts added by hand."""
        if self.obj.get("kind") != "relative":
            return ""
        units = (fields.unit_of(self.obj.get(name)) for name in ("baseline", "assigned"))
        return next((unit for unit in units if unit), "")

    def _number(self, field: str) -> Decimal | None:
        raw = self.obj.get(field)
        return None if raw in (None, "") else fields.number(raw, field, self.unit)

    def _check(self) -> None:
        if self.kind in ("growth", "level", "volume", "share", "points") and self.value is None:
            raise TargetError("value", f"{self.kind} 指标要有目标值")
        if self.value_high is not None and self.value is not None and self.value_high < self.value:
            raise TargetError("value_high", f"上限 {self.value_high} 低于下限 {self.value}")
        states = bool(self.milestones) or isinstance(self.obj.get("schedule"), list | Mapping)
        if self.kind == "qualitative" and not states:
            raise TargetError("milestones", "定性任务要有节点，每个写 name、due")
        if self.total is not None and self.total <= 0:
            raise TargetError("total", f"{self.total} 应大于零")
        if self.figures is Figures.STOCK and self.baseline is None:
            raise TargetError("baseline", 'figures 为 "stock" 时要写基期数')


def _milestones(obj: Mapping[str, Any]) -> Any:
    """The milestones, stated on their own or as the schedule of a qualitative commitment."""
    schedule = obj.get("schedule")
    if obj.get("milestones") or obj.get("kind", "qualitative") != "qualitative":
        return obj.get("milestones")
    if isinstance(schedule, list) and schedule and isinstance(schedule[0], Mapping):
        return schedule
    return schedule.get("milestones", ()) if isinstance(schedule, Mapping) else None


def _text(raw: Any) -> str | None:
    return None if raw in (None, "") else str(raw)
