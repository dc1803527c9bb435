"""Automatic assessment: after accepted figures, at months' ends, after milestones' due dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext as _

from duban.assessment.schedule import find_month_end
from duban_site.core import clock
from duban_site.core.actor import SystemActor
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.models import Job
from duban_site.plans.models import Plan, Status
from duban_site.reporting.models import Assessment, Milestone

DECEMBER = 12
_paused: ContextVar[bool] = ContextVar("assessing_paused", default=False)


@contextmanager
def pause_assessing() -> Iterator[None]:
    """Suspend automatic assessment, for a caller that writes a full year and assesses it itself."""
    token = _paused.set(True)
    try:
        yield
    finally:
        _paused.reset(token)


def enqueue_assessment(plan: Plan) -> Job | None:
    """Enqueue an assessment as of today, in the transaction of the change that calls for it.

    Changes that come before it runs share it. None for a plan that is not in force, or whose year
    has not begun.
    """
    if _paused.get() or plan.status != Status.ACTIVE or clock.today() < dt.date(plan.year, 1, 1):
        return None
    return _enqueue_job(plan, None)


def enqueue_missed_assessments(plan: Plan) -> int:
    """Enqueue the assessments that the calendar calls for and that are missing; return how many.

    Each month's end since the plan was made needs one by which the month can be closed; a step
    whose due date went by changes its commitment's status without any figure.
    """
    today = clock.today()
    missed_days = [as_of for as_of in _month_ends(plan) if not _has_assessment_for(plan, as_of)]
    for as_of in missed_days:
        _enqueue_job(plan, as_of)
    newest = Assessment.objects.filter(plan=plan).order_by("-as_of").first()
    if missed_days or newest is None:
        return len(missed_days)
    steps = Milestone.objects.filter(commitment__plan=plan, accepted_on__isnull=True)
    if not steps.filter(due__gte=newest.as_of, due__lt=today).exists():
        return 0
    return 0 if enqueue_assessment(plan) is None else 1


def _month_ends(plan: Plan) -> list[dt.date]:
    """The past month ends of the plan's year since the plan was created."""
    month_ends = [find_month_end(plan.year, month) for month in range(1, DECEMBER + 1)]
    return [last_day for last_day in month_ends if clock.to_local_date(plan.created_at) <= last_day < clock.today()]


def _has_assessment_for(plan: Plan, last_day: dt.date) -> bool:
    """Whether the month can be closed: some assessment from its end to the next month's end."""
    following = find_month_end(last_day.year, last_day.month + 1)
    assessments = Assessment.objects.filter(plan=plan, slot=0, as_of__gte=last_day)
    if last_day.month < DECEMBER:
        assessments = assessments.filter(as_of__lt=following)
    return assessments.exists()


def _enqueue_job(plan: Plan, as_of: dt.date | None) -> Job:
    title = _("评价 %(plan)s") % {"plan": plan}
    if as_of is not None:
        title = _("评价 %(plan)s（%(day)s）") % {"plan": plan, "day": as_of}
    arguments = {"plan": plan.pk, "as_of": None if as_of is None else as_of.isoformat()}
    job_key = f"assess:{plan.pk}:{as_of or 'today'}"
    actor = SystemActor("自动评价")
    return enqueue(actor, "reporting.assess", arguments, title=title, key=job_key, lane=f"assess:{plan.pk}")
