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
from duban_site.core.audit.log import log_event
from duban_site.core.audit.models import Head
from duban_site.core.clock import utc_now
from duban_site.core.errors import Conflict, Refused
from duban_site.people.models import Person

SECRET_BYTES = 32
SECRET_OVERLAP = dt.timedelta(hours=24)
"""How long messages are signed with the old secret too after a change."""
KEY_PREFIX = "whsec_"
"""Of secrets, by Standard Webhooks; base64 of the key follows."""


def is_allowed_url(url: str) -> bool:
    """Whether the service may send there: https (or http), to a host that the settings name.

    Without the list a page could make the service call anything in the office's own network.
    """
    url_parts = urlsplit(url)
    return url_parts.scheme in ("http", "https") and url_parts.netloc in settings.WEBHOOK_HOSTS


def generate_secret() -> str:
    """A key of 256 random bits, written as Standard Webhooks writes them."""
    return KEY_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


@transaction.atomic
def add_webhook(actor: Person, name: str, url: str) -> Webhook:
    """Add a webhook, with a new secret, for everything that is published from now on."""
    policy.require(actor, "api.manage_webhooks")
    if not name.strip():
        raise Refused(_("请写明名称。"))
    if not is_allowed_url(url.strip()):
        raise Refused(_("这个地址的主机不在 DUBAN_WEBHOOK_HOSTS 里，请系统管理员先加上。"))
    log_head = Head.objects.first()
    webhook = Webhook.objects.create(
        name=name.strip(), url=url.strip(), secret=generate_secret(), since=0 if log_head is None else log_head.seq
    )
    log_event(actor, "api.add_webhook", webhook, url=webhook.url)
    return webhook


@transaction.atomic
def switch_webhook(actor: Person, webhook: Webhook) -> Webhook:
    """Switch it off or on; what was published in between is sent once it is on again."""
    policy.require(actor, "api.manage_webhooks", webhook)
    locked_webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    locked_webhook.active = not locked_webhook.active
    locked_webhook.save(update_fields=["active"])
    log_event(actor, "api.switch_webhook", locked_webhook, active=locked_webhook.active)
    return locked_webhook


@transaction.atomic
def rotate_secret(actor: Person, webhook: Webhook) -> Webhook:
    """A new secret; for a day messages are signed with both.

    Raises Conflict while an earlier change still overlaps: a third secret would end the first.
    """
    policy.require(actor, "api.manage_webhooks", webhook)
    locked_webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    moment = utc_now()
    if locked_webhook.old_until is not None and locked_webhook.old_until > moment:
        raise Conflict(_("上一次更换密钥后，新旧密钥还在同时有效。请在新密钥单独有效后再更换。"))
    locked_webhook.old_secret, locked_webhook.old_until = (locked_webhook.secret, moment + SECRET_OVERLAP)
    locked_webhook.secret = generate_secret()
    locked_webhook.save(update_fields=["secret", "old_secret", "old_until"])
    log_event(actor, "api.rotate_webhook_secret", locked_webhook, old_until=locked_webhook.old_until)
    return locked_webhook


@transaction.atomic
def queue_test_message(actor: Person, webhook: Webhook) -> Delivery:
    """Queue a test message for this webhook alone; it is sent in its turn, like any other."""
    policy.require(actor, "api.manage_webhooks", webhook)
    locked_webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if not locked_webhook.active:
        raise Conflict(_("这个推送地址已停用，请先启用。"))
    event = log_event(actor, Topic.TEST.value, locked_webhook)
    moment = utc_now()
    body = {"id": event.seq, "topic": Topic.TEST.value, "at": moment.isoformat()}
    return Delivery.objects.create(
        webhook=locked_webhook, topic=Topic.TEST.value, event=event.seq, body=body, created_at=moment, next_at=moment
    )


@transaction.atomic
def requeue_deliveries(actor: Person, webhook: Webhook, delivery_id: int | None) -> int:
    """Queue a message again with its id, or with None all that were given up; return how many.

    Raises Conflict for one that is still being sent. They go in the order of the log, before what
    came later and still waits.
    """
    policy.require(actor, "api.manage_webhooks", webhook)
    webhook_deliveries = Delivery.objects.select_for_update().filter(webhook=webhook)
    dead_filter = Delivery.STATES[DeliveryState.DEAD.value]
    deliveries = list(
        webhook_deliveries.filter(**dead_filter) if delivery_id is None else webhook_deliveries.filter(pk=delivery_id)
    )
    if any(delivery.next_at is not None for delivery in deliveries) or not deliveries:
        raise Conflict(_("没有可以重发的消息：还在发送的不必重发。"))
    moment = utc_now()
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(
        next_at=moment, delivered_at=None, tries=0, answer=""
    )
    log_event(actor, "api.replay_deliveries", webhook, events=[delivery.event for delivery in deliveries])
    return len(deliveries)
