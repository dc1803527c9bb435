"""The facts that are scored: rows of frozen months, orders, and events with their documents."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TaskMonth:
    """A task of a body as recorded in a frozen month.

    `row` is the id of the frozen row. `origin` is the commitment that the task was first frozen as:
    the pieces of a split task share it. `share` is 1 for the lead body, less for a cooperating one.
    `done`, `due` (the amount expected by the end of the month) and `target` (of the year) have the
    same unit; None for a task in words, which is scored by its `status`. `lower`: less is better.
    """

    row: str
    body: str
    origin: str
    month: int
    status: str
    weight: Decimal = Decimal(1)
    difficulty: str = ""
    share: Decimal = Decimal(1)
    done: Decimal | None = None
    due: Decimal | None = None
    target: Decimal | None = None
    lower: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A body's report of a month: `state` is on_time, late or missing.

    `returned` counts how often it was sent back; `copied`: its text is that of another month or
    another body; `empty`: it reports no progress.
    """

    row: str
    body: str
    month: int
    state: str
    returned: int = 0
    copied: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A supervision order (督办单) of a body: its colour, and whether it was answered in time."""

    row: str
    body: str
    colour: str
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that adds or deducts points: of a declared kind, with its document."""

    row: str
    body: str
    kind: str
    document: str = ""
    group: str = ""
    """Of events of the same group (a commendation at several levels) only the highest counts."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is scored for a year. `months` are those that are frozen.

    If `months` is empty, they are the months in which any task of any body has a row.
    """

    tasks: tuple[TaskMonth, ...] = ()
    reports: tuple[Report, ...] = ()
    orders: tuple[Order, ...] = ()
    events: tuple[Event, ...] = ()
    months: tuple[int, ...] = ()

    def frozen(self) -> tuple[int, ...]:
        """The frozen months, in order."""
        return tuple(sorted(set(self.months or (task.month for task in self.tasks))))

    def bodies(self) -> list[str]:
        """Every body named, in order of name."""
        task_bodies, report_bodies = ({task.body for task in self.tasks}, {report.body for report in self.reports})
        order_bodies, event_bodies = ({order.body for order in self.orders}, {event.body for event in self.events})
        return sorted(task_bodies | report_bodies | order_bodies | event_bodies)
