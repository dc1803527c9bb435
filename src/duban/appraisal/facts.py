"""What is scored: rows of frozen months, of orders, and events with their documents."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TaskMonth:
    """A task of a body as a frozen month holds it.

    `row` names the frozen row. `origin` is the commitment that the task was first frozen as: the
    pieces of a task that was split share it. `share` is 1 for the lead body, less for another.
    `done`, `due` (what was to stand reached at the month's end) and `target` (the year's) are in
    one unit; None for a task in words, which its `status` scores. `lower`: less is better.
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

    `returned` counts how often it came back; `copied` says that its text is that of another month
    or of another body; `empty` that it says nothing of progress.
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
    """Something that adds or takes points: of a declared kind, with the document that shows it."""

    row: str
    body: str
    kind: str
    document: str = ""
    group: str = ""
    """Events of one group (one commendation at several levels): the highest alone counts."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is scored for a year. `months` are those that are frozen.

    Where they are not given, they are the months that any task of any body has a row in.
    """

    tasks: tuple[TaskMonth, ...] = ()
    reports: tuple[Report, ...] = ()
    orders: tuple[Order, ...] = ()
    events: tuple[Event, ...] = ()
    months: tuple[int, ...] = ()

    def frozen(self) -> tuple[int, ...]:
        """The frozen months, in order."""
        return tuple(sorted(set(self.months or (t.month for t in self.tasks))))

    def bodies(self) -> list[str]:
        """Every body named, in order of name."""
        tasks, reports = {t.body for t in self.tasks}, {r.body for r in self.reports}
        orders, events = {o.body for o in self.orders}, {e.body for e in self.events}
        return sorted(tasks | reports | orders | events)
