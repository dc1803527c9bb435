"""Writing a bulletin as a job."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.bulletins.actions.write_bulletin import write_bulletin
from duban_site.jobs.registry import Result, Write, job
from duban_site.jobs.running import Task
from duban_site.snapshots.models import Snapshot


@job("bulletins.write", gettext_lazy("起草通报"))
def write_draft(task: Task) -> Write:
    """Write the first draft of a bulletin from a closed month."""
    snapshot = Snapshot.objects.get(pk=task.arguments["snapshot"])
    task.report_progress(_("正在起草通报"))

    def draft() -> Result:
        bulletin = write_bulletin(task.actor, snapshot)
        return Result(_("已由封存写成通报初稿。"), reverse("edit_bulletin", args=[bulletin.pk]))

    return draft
