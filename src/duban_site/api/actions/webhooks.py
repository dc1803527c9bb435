"""The office adds a webhook, and switches it off and on."""

from __future__ import annotations

import base64
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.api.models import Webhook
from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log
from duban_site.core.audit.models import Head
from duban_site.core.errors import Refused
from duban_site.people.models import Person

BYTES = 32
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
    """A webhook that is told of what becomes public from now on; its secret is made here."""
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
    """Off, or on again; what came in between is told then."""
    policy.require(actor, "api.manage_webhooks", hook)
    held = Webhook.objects.select_for_update().get(pk=hook.pk)
    held.active = not held.active
    held.save(update_fields=["active"])
    log(actor, "api.switch_webhook", held, active=held.active)
    return held
