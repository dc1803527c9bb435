"""Add a channel, send a test message by it, switch it on and off."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.orders.actions.send_messages import is_allowed_address, post_message
from duban_site.orders.channels import Message, Verdict
from duban_site.orders.models import Notice
from duban_site.orders.models.channel import Channel
from duban_site.people.models import Person

HOURS_PER_DAY = 24


@transaction.atomic
def add_channel(actor: Person, channel: Channel) -> Channel:
    """Add a channel for future notices; its address and secret are never logged."""
    policy.require(actor, "orders.manage_channels")
    channel.full_clean()
    if not is_allowed_address(channel.kind, channel.address):
        raise Refused(_("地址应是该平台的 https 地址，或主机在 DUBAN_WEBHOOK_HOSTS 里，请系统管理员先加上。"))
    if channel.quiet_from >= HOURS_PER_DAY or channel.quiet_until >= HOURS_PER_DAY:
        raise Refused(_("免打扰时间填 0 到 23 点。"))
    newest_notice = Notice.objects.order_by("-pk").first()
    channel.since = 0 if newest_notice is None else newest_notice.pk
    channel.save()
    details = {"kind": channel.kind, "body": str(channel.body or "")}
    log_event(actor, "orders.add_channel", channel, **details)
    return channel


@transaction.atomic
def switch_channel(actor: Person, channel: Channel) -> Channel:
    """Switch the channel off, or on again; its fault is cleared."""
    policy.require(actor, "orders.manage_channels")
    locked_channel = Channel.objects.select_for_update().get(pk=channel.pk)
    locked_channel.active, locked_channel.fault, locked_channel.next_at = (not locked_channel.active, "", None)
    locked_channel.save(update_fields=["active", "fault", "next_at"])
    log_event(actor, "orders.switch_channel", locked_channel, active=locked_channel.active)
    return locked_channel


def try_channel(actor: Person, channel: Channel) -> None:
    """Send a test message now. Raises Refused with the reason of the other end."""
    policy.require(actor, "orders.manage_channels")
    message = Message(_("督办提醒：这是一条试发消息。"))
    answer = post_message(channel, message, utc_now())
    with transaction.atomic():
        verdict = "unknown" if answer is None else answer.verdict.value
        log_event(actor, "orders.try_channel", channel, verdict=verdict)
    if answer is None:
        raise Refused(_("发出去了，但没有收到回答。请到群里看看。"))
    if answer.verdict is not Verdict.ACCEPTED:
        raise Refused(_("没有发成：%s。请核对地址和密钥。") % answer.reason)
