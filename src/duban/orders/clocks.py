"""Clocks in working days: how long an order and each of its stages may take, and reminders.

The days are defaults; an office states its own. Sources: handbooks of county and city offices
(急件 1–5 日, 非急件 15 日, 难度较大 30 日; a month's progress by the 5th).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from duban.orders.stages import Stage
from duban.series import WorkCalendar


class Urgency(StrEnum):
    """How soon: 急件, 一般件, 难度较大件."""

    URGENT = "urgent"
    NORMAL = "normal"
    HARD = "hard"


DAYS_BY_URGENCY: Mapping[Urgency, int] = MappingProxyType({Urgency.URGENT: 3, Urgency.NORMAL: 15, Urgency.HARD: 30})
MOST_URGENT_DAYS = 5
"""急件 are done within 1 to 5 working days; more is no 急件."""


@dataclass(frozen=True, slots=True)
class OrderDays:
    """Working days by urgency. Raises ValueError for days outside the allowed range."""

    by_urgency: Mapping[Urgency, int] = field(default_factory=lambda: DAYS_BY_URGENCY)

    def __post_init__(self) -> None:
        for urgency in Urgency:
            days = self.by_urgency.get(urgency, 0)
            max_days = MOST_URGENT_DAYS if urgency is Urgency.URGENT else None
            if days < 1 or (max_days is not None and days > max_days):
                allowed_text = "1 or more" if max_days is None else f"1 to {max_days}"
                message = f"{urgency} is given {days} working days; write {allowed_text}"
                raise ValueError(message)

    def due(self, urgency: Urgency, assigned: dt.date, calendar: WorkCalendar) -> dt.date:
        """The due date of an order that is assigned on that day; that day is not counted."""
        return calendar.add_working_days(assigned, self.by_urgency[urgency])


@dataclass(frozen=True, slots=True)
class Clock:
    """How many working days an order may stay in a stage."""

    stage: Stage
    zh: str
    en: str
    days: int

    def due(self, since: dt.date, calendar: WorkCalendar) -> dt.date:
        """The last day for leaving the stage that was entered on `since`."""
        return calendar.add_working_days(since, self.days)


CLOCK_BY_STAGE: Mapping[Stage, Clock] = MappingProxyType(
    {
        clock.stage: clock
        for clock in (
            Clock(Stage.ASSIGNED, "签收", "to sign for it", 1),
            Clock(Stage.RECEIVED, "提出办理措施", "to say how it is handled", 3),
            Clock(Stage.REPLIED, "核查", "to check the reply", 5),
            Clock(Stage.CHECKED, "审定办结", "to complete it", 5),
            Clock(Stage.COMPLETED, "销号", "to close it", 5),
        )
    }
)
"""In addition to the due date, which runs from 交办 to 反馈. Other stages have no clock."""


REVISIT_DAYS = 30
"""回访: so many days after 销号 the office checks whether the result lasts."""
APPEAL_DAYS = 30
"""申请复核: at most so many days after the body was notified of the conclusion."""


def find_reminder(
    as_of: dt.date,
    due_date: dt.date,
    calendar: WorkCalendar,
    *,
    days_before: Collection[int],
    days_after: Collection[int],
) -> int | None:
    """The reminder due on `as_of`: -3 for three working days before, 0 on the day, 2 after.

    A day without a run is caught up on the next: it is the latest reminder whose day has come.
    None before the first. `days_before` includes 0 for the due date itself.
    """
    remaining_days = calendar.count_working_days(as_of, due_date)
    if as_of > due_date:
        days_passed = max(calendar.count_working_days(due_date, as_of), 0)
        reached_days = [day_count for day_count in days_after if day_count <= days_passed]
        return max(reached_days) if reached_days else None
    reached_days = [day_count for day_count in days_before if remaining_days <= day_count]
    return -min(reached_days) if reached_days else None
