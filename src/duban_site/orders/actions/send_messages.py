"""Send notices by group robots and gateways: one message a channel, not in quiet hours.

Notices are claimed in the database before a message goes out, and marked as sent after. A run that
is killed in between leaves a claim: whether the message arrived is unknown, so it is not sent again
automatically. What the other end refused, or what never reached it, goes with the next run.
"""

from __future__ import annotations

import datetime as dt
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.clock import day_of, utc_now
from duban_site.orders.channels import Answer, Message, Request, Verdict, answer_of, request_of
from duban_site.orders.models import Notice
from duban_site.orders.models.channel import (
    Channel,
    ChannelKind,
    ChannelMessage,
    ChannelNotice,
    MessageState,
)
from duban_site.orders.notice_words import sentence
from duban_site.people.models import Person, Role

SECONDS = 10
MOST = 50
PUBLIC_HOSTS = {
    ChannelKind.WECOM: "qyapi.weixin.qq.com",
    ChannelKind.DINGTALK: "oapi.dingtalk.com",
    ChannelKind.FEISHU: "open.feishu.cn",
}
AGAIN = dt.timedelta(minutes=5)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follow no redirect: it could lead around the list of allowed hosts."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Follow none."""


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


@dataclass(slots=True)
class Sent:
    """Counts of a run: messages accepted, messages to retry, and channels switched off."""

    taken: int = 0
    waiting: int = 0
    faults: int = 0


def allowed(kind: str, url: str) -> bool:
    """Whether the service may send there: to the platform's host, or one in WEBHOOK_HOSTS."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.netloc == PUBLIC_HOSTS.get(ChannelKind(kind)):
        return True
    return parts.scheme in ("http", "https") and parts.netloc in settings.WEBHOOK_HOSTS


def send_messages(actor: Actor, now: dt.datetime) -> Sent:
    """Send the new notices of every channel outside its quiet hours."""
    policy.require(actor, "orders.remind")
    outcome = Sent()
    for channel in Channel.objects.filter(active=True).select_related("body"):
        if is_quiet(channel, now) or (channel.next_at is not None and channel.next_at > now):
            continue
        claimed = _claim(channel, now)
        if claimed is not None:
            _deliver(actor, channel, *claimed, now, outcome)
    return outcome


def is_quiet(channel: Channel, now: dt.datetime) -> bool:
    """Whether the channel has quiet hours now, in the local time zone."""
    hour, start, end = timezone.localtime(now).hour, channel.quiet_from, channel.quiet_until
    if start == end:
        return False
    return start <= hour < end if start < end else hour >= start or hour < end


def people_of(channel: Channel) -> QuerySet[Person]:
    """The people whose notices go by the channel: of its body, or the officers."""
    active = Person.objects.filter(is_active=True)
    own = Q(role=Role.OFFICER) if channel.body_id is None else Q(body=channel.body_id)
    return active.filter(own)


@transaction.atomic
def _claim(channel: Channel, now: dt.datetime) -> tuple[ChannelMessage, list[Notice]] | None:
    """Claim the channel's new notices; None where there are none, or another run has them."""
    Channel.objects.select_for_update().get(pk=channel.pk)
    told = ChannelNotice.objects.filter(channel=channel).values("key")
    new = Notice.objects.filter(
        person__in=people_of(channel), pk__gt=channel.since, on__lte=day_of(now)
    ).exclude(key__in=told)
    by_key = {row.key: row for row in new.order_by("pk")}
    if not by_key:
        return None
    message = ChannelMessage.objects.create(channel=channel, at=now)
    rows = [ChannelNotice(channel=channel, message=message, key=key) for key in by_key]
    ChannelNotice.objects.bulk_create(rows)
    return message, list(by_key.values())


def _deliver(
    actor: Actor,
    channel: Channel,
    claimed: ChannelMessage,
    notices: list[Notice],
    now: dt.datetime,
    outcome: Sent,
) -> None:
    answer = post(channel, message_of(channel, notices), now)
    if answer is None:
        return  # sent without an answer: whether it arrived is unknown
    if answer.verdict is Verdict.TAKEN:
        claimed.state, claimed.at = MessageState.SENT, utc_now()
        claimed.save(update_fields=["state", "at"])
        outcome.taken += 1
    else:
        _free(channel, claimed, answer, now)
        waits = answer.verdict is Verdict.WAIT
        outcome.waiting, outcome.faults = outcome.waiting + waits, outcome.faults + (not waits)
    with transaction.atomic():
        told = {"verdict": answer.verdict, "reason": answer.reason, "notices": len(notices)}
        log(actor, "orders.send_message", channel, **told)


@transaction.atomic
def _free(channel: Channel, claimed: ChannelMessage, answer: Answer, now: dt.datetime) -> None:
    claimed.delete()
    if answer.verdict is Verdict.WAIT:
        Channel.objects.filter(pk=channel.pk).update(next_at=now + answer.wait)
    else:
        Channel.objects.filter(pk=channel.pk).update(active=False, fault=answer.reason[:200])


def message_of(channel: Channel, notices: list[Notice]) -> Message:
    """Combine the notices into one message, in Chinese."""
    site = settings.SITE_URL
    with override("zh-hans"):
        lines = [(sentence(row), f"{site}{row.path}" if site else "") for row in notices[:MOST]]
        title = _("督办提醒：%(count)s 条") % {"count": len(notices)}
    mobiles: list[str] = []
    if channel.kind == ChannelKind.GATEWAY:
        concerned = people_of(channel).filter(notices__in=[row.pk for row in notices])
        mobiles = [one.phone for one in people_of(channel) if one.phone] if concerned else []
    return Message(title, lines, mobiles)


def post(channel: Channel, message: Message, now: dt.datetime) -> Answer | None:
    """Post a message and give the answer; None where none came after sending."""
    if not allowed(channel.kind, channel.address):
        return Answer(Verdict.FAULT, _("地址的主机不在 DUBAN_WEBHOOK_HOSTS 里。"))
    asked: Request = request_of(channel, message, now)
    request = urllib.request.Request(  # noqa: S310 (by allowed())
        asked.url, asked.body, {"Content-Type": asked.content_type}, method="POST"
    )
    try:
        with _OPENER.open(request, timeout=SECONDS) as response:
            return answer_of(channel, response.status, response.read(10_000))
    except urllib.error.HTTPError as error:
        with error:
            return answer_of(channel, error.code, error.read(10_000))
    except urllib.error.URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):
            return Answer(Verdict.WAIT, _("连不上"), AGAIN)
        return None
    except OSError:
        return None
