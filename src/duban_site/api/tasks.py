"""Timers: deliver webhooks every minute, delete old request records every night."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.api.expiry import delete_expired_answers, delete_expired_nonces
from duban_site.api.webhook_delivery import deliver_messages
from duban_site.core.clock import utc_now
from duban_site.jobs.registry import Daily, Every, Result, timer
from duban_site.jobs.running import Task


@timer("api.deliver", gettext_lazy("推送已公布的变动"), Every(1))
def deliver_due(task: Task) -> Result:
    """Send due messages; a failed one is sent again later, so receivers go by its id."""
    delivered_count, retry_count = deliver_messages(utc_now())
    return Result(_("送达 %(taken)s 条，待重试 %(waiting)s 条。") % {"taken": delivered_count, "waiting": retry_count})


@timer("api.forget_answers", gettext_lazy("清理接口的重复请求记录"), Daily(3, 40))
def delete_old_requests(task: Task) -> Result:
    """Delete expired `Idempotency-Key` answers and expired nonces."""
    return Result(_("删除 %(count)s 条。") % {"count": delete_expired_answers() + delete_expired_nonces()})
