"""Reading a document as a job."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.core.access.policy import policy
from duban_site.jobs.registry import Result, Write, job
from duban_site.jobs.running import Task
from duban_site.observation.actions.store_document import store_document
from duban_site.observation.reading import read_document
from duban_site.plans.models import Plan


@job("observation.read", gettext_lazy("从公布的文件取数"))
def read_and_store(task: Task) -> Write:
    """Read the file outside of any transaction, then store it with its proposals."""
    plan = Plan.objects.get(pk=task.arguments["plan"])
    policy.require(task.actor, "observation.decide", plan)
    file_name, content = task.file()
    task.report_progress(_("正在读取文件"))
    reading = read_document(plan, file_name, content)

    def write() -> Result:
        document = store_document(task.actor, plan, reading)
        sure_count = sum(proposal.sure for _claim, proposal in reading.proposals)
        parameters = {"n": len(reading.proposals), "sure": sure_count}
        message = _("找到 %(n)s 个目标的数据，其中 %(sure)s 个可用。") % parameters
        return Result(message, reverse("observed", args=[document.pk]))

    return write
