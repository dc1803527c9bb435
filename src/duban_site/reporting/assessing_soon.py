"""Automatic assessment: after accepted figures, at months' ends, after milestones' due dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext as _

from duban.assessment.schedule import month_end
from duban_site.core import clock
from duban_site.core.actor import System
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.models import Job
from duban_site.plans.models import Plan, Status
from duban_site.reporting.models import Assessment, Milestone

DECEMBER = 12
_paused: ContextVar[bool] = ContextVar("assessing_paused", default=False)


@contextmanager
def assessing_paused() -> Iterator[None]:
    """Suspend automatic assessment, for a caller that writes a full year and assesses it itself."""
    token = _paused.set(True)
    try:
        yield
    finally:
        _paused.reset(token)


def assess_soon(plan: Plan) -> Job | None:
    """Enqueue an assessment as of today, in the transaction of the change that calls for it.

    Changes that come before it runs share it. None for a plan that is not in force, or whose year
    has not begun.
    """
    if _paused.get() or plan.status != Status.ACTIVE or clock.today() < dt.date(plan.year, 1, 1):
        return None
    return _enqueue(plan, None)


def assess_missed(plan: Plan) -> int:
    """Enqueue the assessments that the calendar calls for and that are missing; return how many.

    Each month's end since the plan was made needs one by which the month can be closed; a step
    whose due date went by changes its commitment's status without any figure.
    """
    today = clock.today()
    missed = [day for day in _month_ends(plan) if not _assessed_for(plan, day)]
    for day in missed:
        _enqueue(plan, day)
    newest = Assessment.objects.filter(plan=plan).order_by("-as_of").first()
    if missed or newest is None:
        return len(missed)
    steps = Milestone.objects.filter(commitment__plan=plan, accepted_on__isnull=True)
    if not steps.filter(due__gte=newest.as_of, due__lt=today).exists():
        return 0
    return 0 if assess_soon(plan) is None else 1


def _month_ends(plan: Plan) -> list[dt.date]:
    """The past month ends of the plan's year since the plan was created."""
    ends = [month_end(plan.year, month) for month in range(1, DECEMBER + 1)]
    return [end for end in ends if clock.day_of(plan.created_at) <= end < clock.today()]


def _assessed_for(plan: Plan, end: dt.date) -> bool:
    """Whether the month can be closed: some assessment from its end to the next month's end."""
    following = month_end(end.year, end.month + 1)
    found = Assessment.objects.filter(plan=plan, slot=0, as_of__gte=end)
    if end.month < DECEMBER:
        found = found.filter(as_of__lt=following)
    return found.exists()


def _enqueue(plan: Plan, day: dt.date | None) -> Job:
    title = _("评价 %(plan)s") % {"plan": plan}
    if day is not None:
        title = _("评价 %(plan)s（%(day)s）") % {"plan": plan, "day": day}
    arguments = {"plan": plan.pk, "as_of": None if day is None else day.isoformat()}
    key = f"assess:{plan.pk}:{day or 'today'}"
    actor = System("自动评价")
    return enqueue(
        actor, "reporting.assess", arguments, title=title, key=key, lane=f"assess:{plan.pk}"
    )
