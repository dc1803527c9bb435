"""Jobs: import a report, import a breakdown table."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban.commitments import Report
from duban_site.core.access.policy import policy
from duban_site.core.clock import to_local_date
from duban_site.core.notices import render_notice
from duban_site.jobs.differences import Differences, check_confirmation
from duban_site.jobs.registry import ConfirmationRequest, Result, Write, job
from duban_site.jobs.running import Task
from duban_site.plans import queries
from duban_site.plans.actions.import_breakdown import compare_breakdown, import_breakdown, read_table
from duban_site.plans.actions.import_report import import_report, require_city_and_year
from duban_site.plans.import_file import read_file
from duban_site.plans.models import Plan


@job("plans.import", gettext_lazy("导入报告"))
def import_plan(task: Task) -> Write | ConfirmationRequest:
    """Read a file with the library, then save it as a draft.

    What is another kind of document, or holds nothing that was promised, is saved once that is
    confirmed, and so is a second plan of a year.
    """
    file_name, data = task.file()
    policy.require(task.actor, "plans.import")
    task.report_progress(_("正在读取报告"))
    report, source = read_file(file_name, data, year=task.arguments.get("year"))
    city, year = require_city_and_year(report, task.arguments.get("city", ""), task.arguments.get("year"))
    doubts = [*_list_doubts(report), *_list_existing_plans(queries.list_plans_of_year(city, year))]
    if doubts and not task.confirmed:
        return ConfirmationRequest(_("还没有写入。确认要导入为一份草稿吗？"), Differences((), doubts).preview())
    task.report_progress(_("正在写入计划"))

    def write() -> Result:
        plan = import_report(task.actor, report, source, city=city, year=year)
        message = _("已读出 %(commitments)s 项目标任务、%(claims)s 个指标，请逐项确认。")
        counts = {"commitments": plan.commitments.count(), "claims": plan.claim_count()}
        duplicates = [queries.describe_duplicate(duplicate) for duplicate in queries.list_duplicates(plan)]
        notices = [f"{render_notice(notice)}。" for notice in report.notices]
        return Result(" ".join([message % counts, *notices, *duplicates]), reverse("plan", args=[plan.pk]))

    return write


DOUBTFUL_NOTICES = frozenset({"not_a_work_report", "no_claims", "no_plan"})
"""What the library notices of a document that is probably no plan."""


def _list_doubts(report: Report) -> list[str]:
    return [f"{render_notice(notice)}。" for notice in report.notices if notice.code in DOUBTFUL_NOTICES]


def _list_existing_plans(existing_plans: Iterable[Plan]) -> list[str]:
    text = _("%(plan)s 已经有了（%(status)s，%(day)s 导入）。同一城市同一年度只能有一份计划执行。")
    return [
        text % {"plan": plan, "status": plan.get_status_display(), "day": to_local_date(plan.created_at)}
        for plan in existing_plans
    ]


@job("plans.import_breakdown", gettext_lazy("导入分解表"))
def import_table(task: Task) -> Write | ConfirmationRequest | Result:
    """Show what a filled table would change; write it once that is confirmed."""
    plan = Plan.objects.get(pk=task.arguments["plan"])
    policy.require(task.actor, "plans.import_breakdown", plan)
    task.report_progress(_("正在读取分解表"))
    table = read_table(task.file()[1])
    open_bodies = bool(task.arguments.get("open_bodies"))
    differences = compare_breakdown(plan, table, open_bodies=open_bodies)
    address = reverse("plan", args=[plan.pk])
    unchanged = _("分解表与系统里的一致，没有改动。")
    if (answer := check_confirmation(task, differences, address, unchanged)) is not None:
        return answer

    def write() -> Result:
        count = import_breakdown(
            task.actor,
            plan,
            table,
            open_bodies=open_bodies,
            clear=bool(task.arguments.get("clear")),
            confirmed=task.confirmed,
        )
        return Result(_("分解表已导入，%(count)s 项有变化。") % {"count": count}, address)

    return write
