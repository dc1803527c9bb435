"""Assessing as a job and by the clock."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.core import clock
from duban_site.jobs.registry import Daily, Result, Write, job, timer
from duban_site.jobs.running import Task
from duban_site.plans.models import Plan, Status
from duban_site.reporting.actions.assess import assess_plan
from duban_site.reporting.assessing_soon import assess_missed


@job("reporting.assess", gettext_lazy("评价"))
def assess(task: Task) -> Write:
    """Judge a plan as of a day, today where none is given."""
    plan = Plan.objects.get(pk=task.arguments["plan"])
    asked = task.arguments.get("as_of")
    day = clock.today() if asked is None else dt.date.fromisoformat(asked)
    task.tell(_("正在评价"))

    def write() -> Result:
        outcome = assess_plan(task.actor, plan, day)
        message = _("已评价 %(count)s 项目标任务（%(day)s）。")
        told = {"count": sum(outcome.counts.values()), "day": outcome.as_of}
        return Result(message % told, reverse("plan_rounds", args=[plan.pk]))

    return write


@timer("reporting.assess_missed", gettext_lazy("补做月末和到期节点的评价"), Daily(2))
def assess_by_the_calendar(task: Task) -> Write:
    """Every plan in force."""

    def write() -> Result:
        count = sum(assess_missed(plan) for plan in Plan.objects.filter(status=Status.ACTIVE))
        return Result(_("安排了 %(n)s 次评价。") % {"n": count})

    return write
