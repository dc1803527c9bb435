"""Reading a document as a job."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.core.access.policy import policy
from duban_site.jobs.registry import Result, Write, job
from duban_site.jobs.running import Task
from duban_site.observation.actions.keep_document import keep_document
from duban_site.observation.reading import read_document
from duban_site.plans.models import Plan


@job("observation.read", gettext_lazy("从公布的文件取数"))
def read(task: Task) -> Write:
    """Read the file outside of any transaction, then store it with its proposals."""
    plan = Plan.objects.get(pk=task.arguments["plan"])
    policy.require(task.actor, "observation.decide", plan)
    name, data = task.file()
    task.tell(_("正在读取文件"))
    found = read_document(plan, name, data)

    def write() -> Result:
        document = keep_document(task.actor, plan, found)
        sure = sum(p.sure for _claim, p in found.found)
        told = {"n": len(found.found), "sure": sure}
        message = _("找到 %(n)s 个目标的数据，其中 %(sure)s 个可用。") % told
        return Result(message, reverse("observed", args=[document.pk]))

    return write
