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
from duban_site.core.audit.log import log_event
from duban_site.core.clock import to_local_date, utc_now
from duban_site.orders.channels import Answer, Message, Request, Verdict, build_request, parse_answer
from duban_site.orders.models import Notice
from duban_site.orders.models.channel import Channel, ChannelKind, ChannelMessage, ChannelNotice, MessageState
from duban_site.orders.notice_words import render_sentence
from duban_site.people.models import Person, Role

TIMEOUT_SECONDS = 10
MAX_LINES = 50
PUBLIC_HOSTS = {
    ChannelKind.WECOM: "qyapi.weixin.qq.com",
    ChannelKind.DINGTALK: "oapi.dingtalk.com",
    ChannelKind.FEISHU: "open.feishu.cn",
}
RETRY_DELAY = dt.timedelta(minutes=5)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follow no redirect: it could lead around the list of allowed hosts."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Follow none."""


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


@dataclass(slots=True)
class SendingOutcome:
    """Counts of a run: messages accepted, messages to retry, and channels switched off."""

    sent_count: int = 0
    waiting: int = 0
    faults: int = 0


def is_allowed_address(channel_kind: str, address: str) -> bool:
    """Whether the service may send there: to the platform's host, or one in WEBHOOK_HOSTS."""
    url_parts = urlsplit(address)
    if url_parts.scheme == "https" and url_parts.netloc == PUBLIC_HOSTS.get(ChannelKind(channel_kind)):
        return True
    return url_parts.scheme in ("http", "https") and url_parts.netloc in settings.WEBHOOK_HOSTS


def send_messages(actor: Actor, now: dt.datetime) -> SendingOutcome:
    """Send the new notices of every channel outside its quiet hours."""
    policy.require(actor, "orders.remind")
    outcome = SendingOutcome()
    for channel in Channel.objects.filter(active=True).select_related("body"):
        if is_quiet(channel, now) or (channel.next_at is not None and channel.next_at > now):
            continue
        claim = _claim_notices(channel, now)
        if claim is not None:
            _deliver_message(actor, channel, *claim, now, outcome)
    return outcome


def is_quiet(channel: Channel, now: dt.datetime) -> bool:
    """Whether the channel has quiet hours now, in the local time zone."""
    current_hour, start_hour, end_hour = (timezone.localtime(now).hour, channel.quiet_from, channel.quiet_until)
    if start_hour == end_hour:
        return False
    return (
        start_hour <= current_hour < end_hour
        if start_hour < end_hour
        else current_hour >= start_hour or current_hour < end_hour
    )


def select_recipients(channel: Channel) -> QuerySet[Person]:
    """The people whose notices go by the channel: of its body, or the officers."""
    active_people = Person.objects.filter(is_active=True)
    membership = Q(role=Role.OFFICER) if channel.body_id is None else Q(body=channel.body_id)
    return active_people.filter(membership)


@transaction.atomic
def _claim_notices(channel: Channel, now: dt.datetime) -> tuple[ChannelMessage, list[Notice]] | None:
    """Claim the channel's new notices; None where there are none, or another run has them."""
    Channel.objects.select_for_update().get(pk=channel.pk)
    sent_keys = ChannelNotice.objects.filter(channel=channel).values("key")
    new_notices = Notice.objects.filter(
        person__in=select_recipients(channel), pk__gt=channel.since, on__lte=to_local_date(now)
    ).exclude(key__in=sent_keys)
    notice_by_key = {notice.key: notice for notice in new_notices.order_by("pk")}
    if not notice_by_key:
        return None
    message = ChannelMessage.objects.create(channel=channel, at=now)
    channel_notices = [ChannelNotice(channel=channel, message=message, key=notice_key) for notice_key in notice_by_key]
    ChannelNotice.objects.bulk_create(channel_notices)
    return message, list(notice_by_key.values())


def _deliver_message(
    actor: Actor,
    channel: Channel,
    claimed_message: ChannelMessage,
    notices: list[Notice],
    now: dt.datetime,
    outcome: SendingOutcome,
) -> None:
    answer = post_message(channel, build_message(channel, notices), now)
    if answer is None:
        return  # sent without an answer: whether it arrived is unknown
    with transaction.atomic():
        if answer.verdict is Verdict.ACCEPTED:
            claimed_message.state, claimed_message.at = MessageState.SENT, utc_now()
            claimed_message.save(update_fields=["state", "at"])
        else:
            _release_claim(channel, claimed_message, answer, now)
        details = {"verdict": answer.verdict, "reason": answer.reason, "notices": len(notices)}
        log_event(actor, "orders.send_message", channel, **details)
    outcome.sent_count += answer.verdict is Verdict.ACCEPTED
    outcome.waiting += answer.verdict is Verdict.WAIT
    outcome.faults += answer.verdict is Verdict.FAULT


def _release_claim(channel: Channel, claimed_message: ChannelMessage, answer: Answer, now: dt.datetime) -> None:
    claimed_message.delete()
    if answer.verdict is Verdict.WAIT:
        Channel.objects.filter(pk=channel.pk).update(next_at=now + answer.wait)
    else:
        Channel.objects.filter(pk=channel.pk).update(active=False, fault=answer.reason[:200])


def build_message(channel: Channel, notices: list[Notice]) -> Message:
    """Combine the notices into one message, in Chinese."""
    site_url = settings.SITE_URL
    with override("zh-hans"):
        lines = [
            (render_sentence(notice), f"{site_url}{notice.path}" if site_url else "") for notice in notices[:MAX_LINES]
        ]
        title = _("督办提醒：%(count)s 条") % {"count": len(notices)}
    mobiles: list[str] = []
    if channel.kind == ChannelKind.GATEWAY:
        concerned_people = select_recipients(channel).filter(notices__in=[notice.pk for notice in notices])
        mobiles = [person.phone for person in select_recipients(channel) if person.phone] if concerned_people else []
    return Message(title, lines, mobiles)


def post_message(channel: Channel, message: Message, now: dt.datetime) -> Answer | None:
    """Post a message and give the answer; None where none came after sending."""
    if not is_allowed_address(channel.kind, channel.address):
        return Answer(Verdict.FAULT, _("地址的主机不在 DUBAN_WEBHOOK_HOSTS 里。"))
    channel_request: Request = build_request(channel, message, now)
    request = urllib.request.Request(  # noqa: S310 (by allowed())
        channel_request.url, channel_request.body, {"Content-Type": channel_request.content_type}, method="POST"
    )
    try:
        with _OPENER.open(request, timeout=TIMEOUT_SECONDS) as response:
            return parse_answer(channel, response.status, response.read(10_000))
    except urllib.error.HTTPError as error:
        with error:
            return parse_answer(channel, error.code, error.read(10_000))
    except urllib.error.URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):
            return Answer(Verdict.WAIT, _("连不上"), RETRY_DELAY)
        return None
    except OSError:
        return None
