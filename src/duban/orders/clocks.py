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


DAYS: Mapping[Urgency, int] = MappingProxyType(
    {Urgency.URGENT: 3, Urgency.NORMAL: 15, Urgency.HARD: 30}
)
MOST_URGENT_DAYS = 5
"""急件 are done within 1 to 5 working days; more is no 急件."""


@dataclass(frozen=True, slots=True)
class OrderDays:
    """Working days by urgency. Raises ValueError for days outside the allowed range."""

    by_urgency: Mapping[Urgency, int] = field(default_factory=lambda: DAYS)

    def __post_init__(self) -> None:
        for urgency in Urgency:
            days = self.by_urgency.get(urgency, 0)
            most = MOST_URGENT_DAYS if urgency is Urgency.URGENT else None
            if days < 1 or (most is not None and days > most):
                upto = "1 or more" if most is None else f"1 to {most}"
                msg = f"{urgency} is given {days} working days; write {upto}"
                raise ValueError(msg)

    def due(self, urgency: Urgency, assigned: dt.date, calendar: WorkCalendar) -> dt.date:
        """The due date of an order that is assigned on that day; that day is not counted."""
        return calendar.add(assigned, self.by_urgency[urgency])


@dataclass(frozen=True, slots=True)
class Clock:
    """How many working days an order may stay in a stage."""

    stage: Stage
    zh: str
    en: str
    days: int

    def due(self, since: dt.date, calendar: WorkCalendar) -> dt.date:
        """The last day for leaving the stage that was entered on `since`."""
        return calendar.add(since, self.days)


CLOCKS: Mapping[Stage, Clock] = MappingProxyType(
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


def reminder(
    as_of: dt.date,
    due: dt.date,
    calendar: WorkCalendar,
    *,
    before: Collection[int],
    after: Collection[int],
) -> int | None:
    """The reminder due on `as_of`: -3 for three working days before, 0 on the day, 2 after.

    A day without a run is caught up on the next: it is the latest reminder whose day has come.
    None before the first. `days_before` includes 0 for the due date itself.
    """
    left = calendar.between(as_of, due)
    if as_of > due:
        passed = max(calendar.between(due, as_of), 0)
        reached = [n for n in after if n <= passed]
        return max(reached) if reached else None
    reached = [n for n in before if left <= n]
    return -min(reached) if reached else None
