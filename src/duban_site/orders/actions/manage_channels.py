"""Add a channel, send a test message by it, switch it on and off."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.orders.actions.send_messages import allowed, post
from duban_site.orders.channels import Message, Verdict
from duban_site.orders.models import Notice
from duban_site.orders.models.channel import Channel
from duban_site.people.models import Person

HOURS = 24


@transaction.atomic
def add_channel(actor: Person, channel: Channel) -> Channel:
    """Add a channel for future notices; its address and secret are never logged."""
    policy.require(actor, "orders.manage_channels")
    channel.full_clean()
    if not allowed(channel.kind, channel.address):
        raise Refused(
            _("地址应是该平台的 https 地址，或主机在 DUBAN_WEBHOOK_HOSTS 里，请系统管理员先加上。")
        )
    if channel.quiet_from >= HOURS or channel.quiet_until >= HOURS:
        raise Refused(_("免打扰时间填 0 到 23 点。"))
    newest = Notice.objects.order_by("-pk").first()
    channel.since = 0 if newest is None else newest.pk
    channel.save()
    told = {"kind": channel.kind, "body": str(channel.body or "")}
    log(actor, "orders.add_channel", channel, **told)
    return channel


@transaction.atomic
def switch_channel(actor: Person, channel: Channel) -> Channel:
    """Switch the channel off, or on again; its fault is cleared."""
    policy.require(actor, "orders.manage_channels")
    held = Channel.objects.select_for_update().get(pk=channel.pk)
    held.active, held.fault, held.next_at = not held.active, "", None
    held.save(update_fields=["active", "fault", "next_at"])
    log(actor, "orders.switch_channel", held, active=held.active)
    return held


def try_channel(actor: Person, channel: Channel) -> None:
    """Send a test message now. Raises Refused with the reason of the other end."""
    policy.require(actor, "orders.manage_channels")
    message = Message(_("督办提醒：这是一条试发消息。"))
    answer = post(channel, message, utc_now())
    with transaction.atomic():
        verdict = "unknown" if answer is None else answer.verdict.value
        log(actor, "orders.try_channel", channel, verdict=verdict)
    if answer is None:
        raise Refused(_("发出去了，但没有收到回答。请到群里看看。"))
    if answer.verdict is not Verdict.TAKEN:
        raise Refused(_("没有发成：%s。请核对地址和密钥。") % answer.reason)
