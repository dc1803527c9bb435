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
from duban.notices import NoticeError


class ScheduleError(NoticeError):
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
        return _CHINESE_BY_KIND[self.value]


_CHINESE_BY_KIND = {"even": "均衡序时", "step": "节点序时", "curve": "自定曲线"}
_CHINESE_BY_KIND |= {"seasonal": "往年季节曲线", "milestones": "形象进度", "annual": "年度指标"}


class Share(NamedTuple):
    """A part of the target as an exact fraction, so that 120 × 11/12 is 110."""

    numerator: Decimal | int
    denominator: int = 1

    def apply_to(self, amount: Decimal) -> Decimal:
        """That part of `amount`."""
        return amount * self.numerator / self.denominator

    @property
    def decimal(self) -> Decimal:
        """As a decimal fraction, rounded to 28 digits."""
        return Decimal(self.numerator) / self.denominator

    def __str__(self) -> str:
        if self.denominator == 1:
            return f"{Decimal(self.numerator) * 100:f}".rstrip("0").rstrip(".") + "%" if self.numerator else "0"
        return f"{self.numerator}/{self.denominator}"


NO_SHARE, FULL_SHARE = Share(0), Share(1)


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
            raise ScheduleError.make("deadline_before_start", deadline=self.deadline, start=self.start)
        _check_points(self.points)
        object.__setattr__(self, "_days", tuple(point_date for point_date, _ in self.points))
        # A deadline within a month counts that month as one to work in.
        deadline_month = (self.deadline.year - self.start.year) * 12 + self.deadline.month
        object.__setattr__(self, "_months", deadline_month - self.start.month + 1)

    def share(self, date: dt.date) -> Share:
        """The share of the target that is expected by the end of `date`."""
        if date >= self.deadline:
            return FULL_SHARE
        if self.kind is ScheduleKind.EVEN:
            return self._share_evenly(date)
        point_count = bisect_right(self._days, date)
        return Share(self.points[point_count - 1][1]) if point_count else NO_SHARE

    def _share_evenly(self, date: dt.date) -> Share:
        start = self.start
        elapsed_months = (date.year - start.year) * 12 + date.month - start.month
        elapsed_months += date.day == calendar.monthrange(date.year, date.month)[1]
        return Share(elapsed_months, self._months) if elapsed_months > 0 else NO_SHARE

    @classmethod
    def even(cls, start: dt.date, deadline: dt.date) -> Schedule:
        """m/12, or m of the months until the deadline."""
        return _build_even_schedule(start, deadline)

    @classmethod
    def quarterly(cls, start: dt.date, deadline: dt.date) -> Schedule:
        """Even, but with steps only at each quarter's end."""
        even_schedule = cls.even(start, deadline)
        quarter_ends = [find_month_end(start.year, month) for month in (3, 6, 9, 12)]
        points = [
            (quarter_end, even_schedule.share(quarter_end).decimal)
            for quarter_end in quarter_ends
            if start <= quarter_end <= deadline
        ]
        return cls(ScheduleKind.STEP, start, deadline, tuple(points))

    @classmethod
    def monthly(cls, start: dt.date, deadline: dt.date, shares: Sequence[Decimal]) -> Schedule:
        """A curve stated by the body itself: twelve cumulative shares, one for each month's end."""
        if len(shares) != 12:
            raise ScheduleError.make("curve_of_wrong_length", count=len(shares))
        points = tuple((find_month_end(start.year, month_index + 1), share) for month_index, share in enumerate(shares))
        return cls(ScheduleKind.CURVE, start, deadline, points)

    @classmethod
    def seasonal(
        cls, start: dt.date, deadline: dt.date, amounts_by_year: Mapping[int, Mapping[int, Decimal]]
    ) -> Schedule:
        """The mean of past years' shares: `amounts_by_year` is year → month → cumulative amount.

        Each year is divided by its own December. A month counts with the years that report it, and
        a share never falls below the month before. Raises ScheduleError when no year has December.
        """
        complete_years = {year: amounts for year, amounts in amounts_by_year.items() if amounts.get(12)}
        if not complete_years:
            raise ScheduleError.make("seasonal_without_december")
        points, previous_share = [], Decimal(0)
        for month in range(1, 13):
            shares = [
                year_amounts[month] / year_amounts[12]
                for year_amounts in complete_years.values()
                if month in year_amounts
            ]
            if shares:
                previous_share = max(previous_share, min(Decimal(1), sum(shares, Decimal(0)) / len(shares)))
                points.append((find_month_end(start.year, month), previous_share))
        return cls(ScheduleKind.SEASONAL, start, deadline, tuple(points))

    @classmethod
    def from_milestones(cls, start: dt.date, deadline: dt.date, milestones: Iterable[Milestone]) -> Schedule:
        """The weight of the milestones due by a day, over the weight of all."""
        ordered_milestones = sorted(milestones, key=lambda milestone: milestone.due)
        total_weight, due_weight = (sum((milestone.weight for milestone in ordered_milestones), Decimal(0)), Decimal(0))
        points: dict[dt.date, Decimal] = {}
        for due_milestone in ordered_milestones:
            due_weight += due_milestone.weight
            points[due_milestone.due] = Decimal(1) if due_weight == total_weight else due_weight / total_weight
        return cls(ScheduleKind.MILESTONES, start, deadline, tuple(points.items()))

    @classmethod
    def annual(cls, start: dt.date, deadline: dt.date) -> Schedule:
        """Nothing is expected before the end: annual-only indicators."""
        return cls(ScheduleKind.ANNUAL, start, deadline)

    def as_fraction(self, date: dt.date) -> Fraction:
        """The share as an exact fraction, for whoever wants to redo the sum."""
        share = self.share(date)
        return Fraction(share.numerator) / share.denominator


@lru_cache(maxsize=1024)
def _build_even_schedule(start: dt.date, deadline: dt.date) -> Schedule:
    """Cached, since most targets of a plan share the year's even schedule."""
    return Schedule(ScheduleKind.EVEN, start, deadline)


def find_month_end(year: int, month: int) -> dt.date:
    """The last day of a month; month 13 is next January."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _check_points(points: Sequence[tuple[dt.date, Decimal]]) -> None:
    previous_point: tuple[dt.date, Decimal] | None = None
    for point_date, share in points:
        if not 0 <= share <= 1:
            raise ScheduleError.make("share_out_of_range", day=point_date, share=share)
        if previous_point is not None and (point_date <= previous_point[0] or share < previous_point[1]):
            day_before, before = previous_point
            parameters = {"before": before, "day_before": day_before, "share": share, "day": point_date}
            raise ScheduleError.make("shares_falling", **parameters)
        previous_point = (point_date, share)
