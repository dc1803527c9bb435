"""The job that imports a roster, and the timer that erases unprinted first passwords."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.jobs.differences import check_confirmation
from duban_site.jobs.registry import ConfirmationRequest, Daily, Result, Write, job, timer
from duban_site.jobs.running import Task
from duban_site.people.models import Person
from duban_site.roster.actions.import_roster import import_roster, make_passwords
from duban_site.roster.actions.print_slips import forget_slips
from duban_site.roster.changes import compare_roster
from duban_site.roster.sheet import read_roster


@job("roster.import", gettext_lazy("导入单位和人员"))
def import_people(task: Task) -> Write | ConfirmationRequest | Result:
    """Show what a roster would change; open bodies and accounts once that is confirmed."""
    policy.require(task.actor, "people.import_roster")
    actor = task.actor
    if not isinstance(actor, Person):
        raise Refused(_("只有管理员本人能导入人员。"))
    task.report_progress(_("正在读取表格"))
    roster = read_roster(task.file()[1])
    differences = compare_roster(actor, roster)
    unchanged = _("表格与系统里的一致，没有改动。")
    if (answer := check_confirmation(task, differences, reverse("accounts"), unchanged)) is not None:
        return answer
    passwords = make_passwords(roster, lambda done, total: task.report_progress(_("正在生成初始密码"), done, total))

    def write() -> Result:
        confirmed, clear = task.confirmed, bool(task.arguments.get("clear"))
        outcome = import_roster(actor, roster, passwords, clear=clear, confirmed=confirmed)
        message = _("已写入 %(bodies)s 个单位、%(people)s 个账号。")
        summary = message % {"bodies": outcome.bodies, "people": outcome.people}
        if outcome.waiting:
            summary += _("其中 %(n)s 个待安全管理员审批。") % {"n": outcome.waiting}
        slips = outcome.slips
        if slips is not None:
            summary += _("点“查看结果”打印初始密码条，只显示一次。")
        next_url = reverse("accounts") if slips is None else reverse("slips", args=[slips.pk])
        return Result(summary, next_url)

    return write


@timer("roster.forget_slips", gettext_lazy("清除没有打印的初始密码"), Daily(3, 50))
def forget_expired_slips(task: Task) -> Write:
    """Erase first passwords that nobody printed in time."""

    def write() -> Result:
        return Result(_("清除 %(n)s 批。") % {"n": forget_slips(task.actor)})

    return write
