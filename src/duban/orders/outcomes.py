"""The outcome of an order on a day, in the standard terms: 已办结, 未按时办结, 正在推进."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from duban.orders.stages import OPEN, WITH_BODY, Stage


class Outcome(StrEnum):
    """The four terms that a bulletin uses for orders (昆明's 督办通报), and three of Duban's."""

    PREPARED = "prepared"
    IN_PROGRESS = "in_progress"
    LATE = "late"
    FINISHED = "finished"
    FINISHED_LATE = "finished_late"
    TERMINATED = "terminated"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class OrderDates:
    """What decides whether an order is in time: its stage, due date, last reply, 结转."""

    stage: Stage
    due: dt.date | None
    replied: dt.date | None = None
    carried: dt.date | None = None


def determine_outcome(order: OrderDates, as_of: dt.date) -> Outcome:
    """The outcome of the order on `as_of`. It is in time if the body replied by the due date."""
    if order.stage in (Stage.DRAFTED, Stage.REGISTERED):
        return Outcome.PREPARED
    if order.carried is not None:
        return Outcome.CARRIED
    if order.stage is Stage.TERMINATED or (order.stage is Stage.ARCHIVED and not order.replied):
        return Outcome.TERMINATED
    if order.stage in OPEN and order.stage is not Stage.COMPLETED:
        return Outcome.LATE if count_days_late(order, as_of) > 0 else Outcome.IN_PROGRESS
    return Outcome.FINISHED_LATE if count_days_late(order, as_of) > 0 else Outcome.FINISHED


def count_days_late(order: OrderDates, as_of: dt.date) -> int:
    """Days past the due date: until `as_of` while the body has it, then until its reply."""
    if order.due is None:
        return 0
    end_date = as_of if order.stage in WITH_BODY else order.replied
    return 0 if end_date is None else max((end_date - order.due).days, 0)
