"""Importing a report as a job."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.jobs.registry import Result, Write, job
from duban_site.jobs.running import Task
from duban_site.plans import queries
from duban_site.plans.actions.import_report import import_report
from duban_site.plans.reading import read_file


@job("plans.import", gettext_lazy("导入报告"))
def import_plan(task: Task) -> Write:
    """Read a file with the library, then keep it as a draft."""
    name, data = task.file()
    city, year = task.arguments.get("city", ""), task.arguments.get("year")
    task.tell(_("正在读取报告"))
    report, source = read_file(name, data, year=year)
    task.tell(_("正在写入计划"))

    def write() -> Result:
        plan = import_report(task.actor, report, source, city=city, year=year)
        message = _("已读出 %(commitments)s 项目标任务、%(claims)s 个指标，请逐项确认。")
        found = {"commitments": plan.commitments.count(), "claims": plan.claim_count()}
        twins = [queries.twin_words(twin) for twin in queries.twins_of(plan)]
        return Result(" ".join([message % found, *twins]), reverse("plan", args=[plan.pk]))

    return write
