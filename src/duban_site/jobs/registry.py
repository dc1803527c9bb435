"""The registry of kinds of jobs, filled by each app's `tasks.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import Promise

if TYPE_CHECKING:
    from duban_site.jobs.running import Task


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a job: a sentence for people, and the page to open."""

    message: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmationRequest:
    """The changes that a job would make; it continues when the person confirms them."""

    message: str
    preview: dict[str, Any] = field(default_factory=dict)


Write = Callable[[], Result]
"""Writes what a job prepared. It runs in the transaction that also marks the job as done."""
Prepare = Callable[["Task"], Write | ConfirmationRequest | Result]
"""Reads and computes, outside of any transaction. It may run again after a worker died, so its
side effects must be idempotent."""


@dataclass(frozen=True, slots=True)
class Every:
    """A schedule: so many minutes after the last run."""

    minutes: int

    def next_after(self, moment: dt.datetime) -> dt.datetime:
        """The next time."""
        return moment + dt.timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Daily:
    """Runs once a day at an hour of the city's time."""

    hour: int
    minute: int = 0

    def next_after(self, moment: dt.datetime) -> dt.datetime:
        """The next time."""
        local = timezone.localtime(moment)
        next_run = local.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        return next_run if next_run > local else next_run + dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job; one with a schedule is a timer."""

    name: str
    title: str | Promise
    prepare: Prepare
    attempts: int
    schedule: Every | Daily | None = None


KINDS: dict[str, Kind] = {}


def job(name: str, title: str | Promise, *, attempts: int = 3) -> Callable[[Prepare], Prepare]:
    """Register the function below as what jobs of this kind do."""
    return _register_kind(name, title, attempts, None)


def timer(
    name: str, title: str | Promise, schedule: Every | Daily, *, attempts: int = 3
) -> Callable[[Prepare], Prepare]:
    """Register the function below to run by a schedule; missed runs are made up for by one."""
    return _register_kind(name, title, attempts, schedule)


def _register_kind(
    name: str, title: str | Promise, attempts: int, schedule: Every | Daily | None
) -> Callable[[Prepare], Prepare]:
    def register(prepare: Prepare) -> Prepare:
        if name in KINDS:
            message = f"two kinds of jobs are called {name}"
            raise ValueError(message)
        KINDS[name] = Kind(name, title, prepare, attempts, schedule)
        return prepare

    return register


def list_timers() -> list[Kind]:
    """Every kind that runs by a schedule."""
    return [kind for kind in KINDS.values() if kind.schedule is not None]
