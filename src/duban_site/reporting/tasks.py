"""Jobs and timers: assess a plan, import a month's sheet."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.core import clock
from duban_site.core.access.policy import policy
from duban_site.jobs.differences import check_confirmation
from duban_site.jobs.registry import ConfirmationRequest, Daily, Result, Write, job, timer
from duban_site.jobs.running import Task
from duban_site.plans.models import Plan, Status
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.actions.import_sheet import compare_month_sheet, import_month_sheet, read_month_sheet
from duban_site.reporting.automatic_assessment import enqueue_missed_assessments
from duban_site.reporting.models import BodyReport


@job("reporting.assess", gettext_lazy("评价"))
def assess(task: Task) -> Write:
    """Assess a plan as of a day, today where none is given."""
    plan = Plan.objects.get(pk=task.arguments["plan"])
    as_of_text = task.arguments.get("as_of")
    as_of = clock.today() if as_of_text is None else dt.date.fromisoformat(as_of_text)
    task.report_progress(_("正在评价"))

    def write() -> Result:
        outcome = assess_plan(task.actor, plan, as_of)
        message = _("已评价 %(count)s 项目标任务（%(day)s）。")
        details = {"count": sum(outcome.counts.values()), "day": outcome.as_of}
        return Result(message % details, f"{reverse('plan_rounds', args=[plan.pk])}?as_of={outcome.as_of}")

    return write


@job("reporting.import_sheet", gettext_lazy("导入月度填报表"))
def import_sheet(task: Task) -> Write | ConfirmationRequest | Result:
    """Show what a month's sheet would change; write it once that is confirmed."""
    report = BodyReport.objects.get(pk=task.arguments["report"])
    policy.require(task.actor, "reporting.edit_entry", report)
    task.report_progress(_("正在读取表格"))
    sheet = read_month_sheet(*task.file())
    address = reverse("report", args=[report.pk])
    unchanged = _("表格与系统里的一致，没有改动。")
    differences = compare_month_sheet(report, sheet)
    if (answer := check_confirmation(task, differences, address, unchanged)) is not None:
        return answer

    def write() -> Result:
        confirmed, clear = task.confirmed, bool(task.arguments.get("clear"))
        count = import_month_sheet(task.actor, report, sheet, clear=clear, confirmed=confirmed)
        return Result(_("已导入 %(count)s 项。") % {"count": count}, address)

    return write


@timer("reporting.assess_missed", gettext_lazy("补做月末和到期节点的评价"), Daily(2))
def assess_by_the_calendar(task: Task) -> Write:
    """Enqueue the missing assessments of every plan in force."""

    def write() -> Result:
        count = sum(enqueue_missed_assessments(plan) for plan in Plan.objects.filter(status=Status.ACTIVE))
        return Result(_("安排了 %(n)s 次评价。") % {"n": count})

    return write
