"""Scheduled tasks of orders: proposals, reminders, daily mail and channels."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.core import clock
from duban_site.jobs.registry import Daily, Every, Result, Write, timer
from duban_site.jobs.running import Task
from duban_site.orders.actions.propose import propose_orders
from duban_site.orders.actions.send_digests import send_digests
from duban_site.orders.actions.send_messages import send_messages
from duban_site.orders.actions.write_reminders import write_reminders
from duban_site.plans.models import Plan, Status


@timer("orders.propose", gettext_lazy("按规则提出督办建议"), Daily(6))
def propose_all(task: Task) -> Write:
    """Apply the rules to every plan in force; an officer confirms or declines each proposal."""

    def write() -> Result:
        plans = Plan.objects.filter(status=Status.ACTIVE)
        new_count = sum(propose_orders(task.actor, plan, clock.today()).new for plan in plans)
        return Result(_("新建议 %(n)s 条。") % {"n": new_count})

    return write


@timer("orders.send_messages", gettext_lazy("经群机器人和网关发提醒"), Every(5))
def send_by_channels(task: Task) -> Result:
    """Send new notices by every channel outside its quiet hours."""
    outcome = send_messages(task.actor, clock.utc_now())
    counts = {"sent": outcome.sent_count, "waiting": outcome.waiting, "faults": outcome.faults}
    return Result(_("发出 %(sent)s 条，待重发 %(waiting)s 条，停用 %(faults)s 个通道。") % counts)


@timer("orders.remind", gettext_lazy("到期和逾期提醒"), Daily(7, 30), attempts=6)
def remind_and_mail(task: Task) -> Result:
    """Write the reminders, then send one mail a person; nobody gets a second mail in a day."""
    new_count = write_reminders(task.actor, clock.today())
    if not settings.EMAIL_HOST:
        return Result(_("新提醒 %(n)s 条；没有设置邮件服务器，不发邮件。") % {"n": new_count})
    mail_outcome = send_digests(task.actor, clock.today())
    counts = {"n": new_count, "sent": mail_outcome.sent_count, "refused": mail_outcome.refused_count}
    return Result(_("新提醒 %(n)s 条；邮件发出 %(sent)s 封，被拒 %(refused)s 封。") % counts)
