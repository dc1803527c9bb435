"""序时计划: how much of a target is expected by which day."""

from __future__ import annotations

import calendar
import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from duban.assessment.model import Milestone


class ScheduleError(ValueError):
    """A schedule that cannot be followed; the message says how to write it."""


class ScheduleKind(StrEnum):
    """均衡, 节点, 自定曲线, 季节, 形象进度, 年度."""

    EVEN = "even"
    STEP = "step"
    CURVE = "curve"
    SEASONAL = "seasonal"
    MILESTONES = "milestones"
    ANNUAL = "annual"

    @property
    def chinese(self) -> str:
        """The word of the field."""
        return _CHINESE[self.value]


_CHINESE = {"even": "均衡序时", "step": "节点序时", "curve": "自定曲线"}
_CHINESE |= {"seasonal": "往年季节曲线", "milestones": "形象进度", "annual": "年度指标"}


class Share(NamedTuple):
    """A part of the target as an exact fraction, so that 120 × 11/12 is 110."""

    num: Decimal | int
    den: int = 1

    def of(self, amount: Decimal) -> Decimal:
        """That part of `amount`."""
        return amount * self.num / self.den

    @property
    def decimal(self) -> Decimal:
        """As a decimal fraction, rounded to 28 digits."""
        return Decimal(self.num) / self.den

    def __str__(self) -> str:
        if self.den == 1:
            return f"{Decimal(self.num) * 100:f}".rstrip("0").rstrip(".") + "%" if self.num else "0"
        return f"{self.num}/{self.den}"


NOTHING, WHOLE = Share(0), Share(1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Expected cumulative progress from `start` to `deadline`.

    An even schedule grows with each complete month (m/12). Every other one keeps the share of its
    latest `points` entry until the next, so that nothing is behind between reporting days; a curve
    between two quarters needs entries for the months between.
    """

    kind: ScheduleKind
    start: dt.date
    deadline: dt.date
    points: tuple[tuple[dt.date, Decimal], ...] = ()
    _days: tuple[dt.date, ...] = field(init=False, repr=False, compare=False)
    _months: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.deadline < self.start:
            msg = f"期限 {self.deadline} 早于开始 {self.start}"
            raise ScheduleError(msg)
        _check(self.points)
        object.__setattr__(self, "_days", tuple(day for day, _ in self.points))
        # A deadline within a month counts that month as one to work in.
        whole = (self.deadline.year - self.start.year) * 12 + self.deadline.month
        object.__setattr__(self, "_months", whole - self.start.month + 1)

    def share(self, day: dt.date) -> Share:
        """The share of the target that is expected by the end of `date`."""
        if day >= self.deadline:
            return WHOLE
        if self.kind is ScheduleKind.EVEN:
            return self._even(day)
        found = bisect_right(self._days, day)
        return Share(self.points[found - 1][1]) if found else NOTHING

    def _even(self, day: dt.date) -> Share:
        start = self.start
        gone = (day.year - start.year) * 12 + day.month - start.month
        gone += day.day == calendar.monthrange(day.year, day.month)[1]
        return Share(gone, self._months) if gone > 0 else NOTHING

    @classmethod
    def even(cls, start: dt.date, deadline: dt.date) -> Schedule:
        """m/12, or m of the months until the deadline."""
        return _even(start, deadline)

    @classmethod
    def quarterly(cls, start: dt.date, deadline: dt.date) -> Schedule:
        """Even, but with steps only at each quarter's end."""
        even = cls.even(start, deadline)
        ends = [month_end(start.year, m) for m in (3, 6, 9, 12)]
        points = [(day, even.share(day).decimal) for day in ends if start <= day <= deadline]
        return cls(ScheduleKind.STEP, start, deadline, tuple(points))

    @classmethod
    def monthly(cls, start: dt.date, deadline: dt.date, shares: Sequence[Decimal]) -> Schedule:
        """A curve stated by the body itself: twelve cumulative shares, one for each month's end."""
        if len(shares) != 12:
            msg = f"月度曲线要有 12 个累计份额，现有 {len(shares)} 个"
            raise ScheduleError(msg)
        points = tuple((month_end(start.year, m + 1), s) for m, s in enumerate(shares))
        return cls(ScheduleKind.CURVE, start, deadline, points)

    @classmethod
    def seasonal(
        cls, start: dt.date, deadline: dt.date, past: Mapping[int, Mapping[int, Decimal]]
    ) -> Schedule:
        """The mean of past years' shares: `amounts_by_year` is year → month → cumulative amount.

        Each year is divided by its own December. A month counts with the years that report it, and
        a share never falls below the month before. Raises ScheduleError when no year has December.
        """
        whole = {y: amounts for y, amounts in past.items() if amounts.get(12)}
        if not whole:
            msg = "季节曲线至少要有一个往年，并有其 12 月累计数"
            raise ScheduleError(msg)
        points, low = [], Decimal(0)
        for month in range(1, 13):
            shares = [a[month] / a[12] for a in whole.values() if month in a]
            if shares:
                low = max(low, min(Decimal(1), sum(shares, Decimal(0)) / len(shares)))
                points.append((month_end(start.year, month), low))
        return cls(ScheduleKind.SEASONAL, start, deadline, tuple(points))

    @classmethod
    def of_milestones(
        cls, start: dt.date, deadline: dt.date, milestones: Iterable[Milestone]
    ) -> Schedule:
        """The weight of the milestones due by a day, over the weight of all."""
        items = sorted(milestones, key=lambda m: m.due)
        total, gone = sum((m.weight for m in items), Decimal(0)), Decimal(0)
        points: dict[dt.date, Decimal] = {}
        for item in items:
            gone += item.weight
            points[item.due] = Decimal(1) if gone == total else gone / total
        return cls(ScheduleKind.MILESTONES, start, deadline, tuple(points.items()))

    @classmethod
    def annual(cls, start: dt.date, deadline: dt.date) -> Schedule:
        """Nothing is expected before the end: annual-only indicators."""
        return cls(ScheduleKind.ANNUAL, start, deadline)

    def as_fraction(self, day: dt.date) -> Fraction:
        """The share as an exact fraction, for whoever wants to redo the sum."""
        share = self.share(day)
        return Fraction(share.num) / share.den


@lru_cache(maxsize=1024)
def _even(start: dt.date, deadline: dt.date) -> Schedule:
    """Cached, since most targets of a plan share the year's even schedule."""
    return Schedule(ScheduleKind.EVEN, start, deadline)


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month; month 13 is next January."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _check(points: Sequence[tuple[dt.date, Decimal]]) -> None:
    before: tuple[dt.date, Decimal] | None = None
    for day, share in points:
        if not 0 <= share <= 1:
            msg = f"{day} 的份额是 {share}；累计份额应在 0 到 1 之间"
            raise ScheduleError(msg)
        if before is not None and (day <= before[0] or share < before[1]):
            msg = (
                f"份额从 {before[1]}（{before[0]}）降到 {share}（{day}）；"
                "请按时间先后写累计份额，不写各月自己的份额"
            )
            raise ScheduleError(msg)
        before = (day, share)
