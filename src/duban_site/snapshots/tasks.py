"""Closing and publishing a month as jobs."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.jobs.registry import Result, Write, job
from duban_site.jobs.running import Task
from duban_site.plans.models import Plan
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot
from duban_site.snapshots.models import Snapshot
from duban_site.snapshots.public_view import PublicationScope


@job("snapshots.close", gettext_lazy("封存月份"))
def run_close_month(task: Task) -> Write:
    """Close a month of a plan."""
    plan, month = Plan.objects.get(pk=task.arguments["plan"]), task.arguments["month"]
    task.report_progress(_("正在封存"))

    def write() -> Result:
        with_unchecked = task.arguments["with_unchecked"]
        created_snapshot = close_month(task.actor, plan, month, with_unchecked=with_unchecked)
        message = _("已封存 %(month)s月，共 %(n)s 项目标任务。")
        message_values = {"month": month, "n": created_snapshot.data["total"]}
        return Result(message % message_values, reverse("snapshot", args=[created_snapshot.pk]))

    return write


@job("snapshots.publish", gettext_lazy("发布"))
def run_publish_snapshot(task: Task) -> Write:
    """Publish a closed month."""
    snapshot = Snapshot.objects.get(pk=task.arguments["snapshot"])
    task.report_progress(_("正在发布"))

    def write() -> Result:
        publish_snapshot(task.actor, snapshot, PublicationScope(*task.arguments["shown"]))
        return Result(_("已发布。"), reverse("snapshot", args=[snapshot.pk]))

    return write
