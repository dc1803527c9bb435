"""The office adds a webhook, switches it, tests it, changes its secret, sends messages again."""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.api.models import Delivery, DeliveryState, Topic, Webhook
from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log
from duban_site.core.audit.models import Head
from duban_site.core.clock import utc_now
from duban_site.core.errors import Conflict, Refused
from duban_site.people.models import Person

BYTES = 32
OVERLAP = dt.timedelta(hours=24)
"""How long messages are signed with the old secret too after a change."""
KEY_PREFIX = "whsec_"
"""Of secrets, by Standard Webhooks; base64 of the key follows."""


def allowed(url: str) -> bool:
    """Whether the service may send there: https (or http), to a host that the settings name.

    Without the list a page could make the service call anything in the office's own network.
    """
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.netloc in settings.WEBHOOK_HOSTS


def new_secret() -> str:
    """A key of 256 random bits, written as Standard Webhooks writes them."""
    return KEY_PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


@transaction.atomic
def add_webhook(actor: Person, name: str, url: str) -> Webhook:
    """Add a webhook, with a new secret, for everything that is published from now on."""
    policy.require(actor, "api.manage_webhooks")
    if not name.strip():
        raise Refused(_("请写明名称。"))
    if not allowed(url.strip()):
        raise Refused(_("这个地址的主机不在 DUBAN_WEBHOOK_HOSTS 里，请系统管理员先加上。"))
    head = Head.objects.first()
    hook = Webhook.objects.create(
        name=name.strip(),
        url=url.strip(),
        secret=new_secret(),
        since=0 if head is None else head.seq,
    )
    log(actor, "api.add_webhook", hook, url=hook.url)
    return hook


@transaction.atomic
def switch_webhook(actor: Person, hook: Webhook) -> Webhook:
    """Switch it off or on; what was published in between is sent once it is on again."""
    policy.require(actor, "api.manage_webhooks", hook)
    held = Webhook.objects.select_for_update().get(pk=hook.pk)
    held.active = not held.active
    held.save(update_fields=["active"])
    log(actor, "api.switch_webhook", held, active=held.active)
    return held


@transaction.atomic
def rotate_secret(actor: Person, hook: Webhook) -> Webhook:
    """A new secret; for a day messages are signed with both.

    Raises Conflict while an earlier change still overlaps: a third secret would end the first.
    """
    policy.require(actor, "api.manage_webhooks", hook)
    held = Webhook.objects.select_for_update().get(pk=hook.pk)
    moment = utc_now()
    if held.old_until is not None and held.old_until > moment:
        raise Conflict(_("上一次更换密钥后，新旧密钥还在同时有效。请在新密钥单独有效后再更换。"))
    held.old_secret, held.old_until = held.secret, moment + OVERLAP
    held.secret = new_secret()
    held.save(update_fields=["secret", "old_secret", "old_until"])
    log(actor, "api.rotate_webhook_secret", held, old_until=held.old_until)
    return held


@transaction.atomic
def test_webhook(actor: Person, hook: Webhook) -> Delivery:
    """Queue a test message for this webhook alone; it is sent in its turn, like any other."""
    policy.require(actor, "api.manage_webhooks", hook)
    held = Webhook.objects.select_for_update().get(pk=hook.pk)
    if not held.active:
        raise Conflict(_("这个推送地址已停用，请先启用。"))
    event = log(actor, Topic.TEST.value, held)
    moment = utc_now()
    body = {"id": event.seq, "topic": Topic.TEST.value, "at": moment.isoformat()}
    return Delivery.objects.create(
        webhook=held,
        topic=Topic.TEST.value,
        event=event.seq,
        body=body,
        created_at=moment,
        next_at=moment,
    )


@transaction.atomic
def replay(actor: Person, hook: Webhook, delivery: int | None) -> int:
    """Queue a message again with its id, or with None all that were given up; return how many.

    Raises Conflict for one that is still being sent. They go in the order of the log, before what
    came later and still waits.
    """
    policy.require(actor, "api.manage_webhooks", hook)
    mine = Delivery.objects.select_for_update().filter(webhook=hook)
    dead = Delivery.STATES[DeliveryState.DEAD.value]
    found = list(mine.filter(**dead) if delivery is None else mine.filter(pk=delivery))
    if any(one.next_at is not None for one in found) or not found:
        raise Conflict(_("没有可以重发的消息：还在发送的不必重发。"))
    moment = utc_now()
    Delivery.objects.filter(pk__in=[one.pk for one in found]).update(
        next_at=moment, delivered_at=None, tries=0, answer=""
    )
    log(actor, "api.replay_deliveries", hook, events=[one.event for one in found])
    return len(found)
