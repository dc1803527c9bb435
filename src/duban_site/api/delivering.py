"""Telling webhooks what became public: from the log, signed, again until it is taken."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from typing import Any

from django.db import transaction

from duban_site.api.actions.webhooks import allowed
from duban_site.api.models import Delivery, Topic, Webhook
from duban_site.core.audit.models import Event
from duban_site.snapshots.models import Snapshot

AGAIN = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
"""How long after each try the next one comes; after the last it is given up."""
SECONDS = 10


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would lead past the list of allowed hosts."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Follow none."""


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def deliver(now: dt.datetime) -> tuple[int, int]:
    """Note what is new for every webhook, and send what is due: (taken, to be tried again).

    An event of the log is told to a webhook once however often this runs; a run that is killed
    between sending and noting sends again, so the receiver goes by the message's `id`.
    """
    for hook in Webhook.objects.filter(active=True):
        _note(hook, now)
    due = Delivery.objects.filter(next_at__lte=now, webhook__active=True).order_by("pk")
    taken = [_send(delivery, now) for delivery in due.select_related("webhook")]
    return sum(taken), len(taken) - sum(taken)


@transaction.atomic
def _note(hook: Webhook, now: dt.datetime) -> None:
    held = Webhook.objects.select_for_update().get(pk=hook.pk)
    new = Event.objects.filter(seq__gt=held.since, action__in=Topic.values).order_by("seq")
    for event in new:
        Delivery.objects.create(
            webhook=held,
            topic=event.action,
            event=event.seq,
            body=_body(event),
            created_at=now,
            next_at=now,
        )
        held.since = event.seq
    held.save(update_fields=["since"])


def _body(event: Event) -> dict[str, Any]:
    """What everybody may know of it: never who did it."""
    snapshot = Snapshot.objects.select_related("plan").defer("text").get(pk=event.object_id or 0)
    return {
        "id": event.seq,
        "topic": event.action,
        "at": event.at.isoformat(),
        "plan": snapshot.plan_id,
        "city": snapshot.plan.city,
        "year": snapshot.plan.year,
        "month": snapshot.month,
        "as_of": snapshot.as_of.isoformat(),
        "sha256": snapshot.sha256,
    }


def signature(secret: str, body: bytes) -> str:
    """What `X-Duban-Signature` holds: HMAC-SHA-256 of the body's bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _send(delivery: Delivery, now: dt.datetime) -> bool:
    hook = delivery.webhook
    body = json.dumps(delivery.body, ensure_ascii=False).encode()
    told = _post(hook.url, body, signature(hook.secret, body))
    delivery.tries += 1
    delivery.answer = told[:200]
    taken = told.startswith("2")
    if taken:
        delivery.delivered_at, delivery.next_at = now, None
    else:
        left = delivery.tries <= len(AGAIN)
        delivery.next_at = now + AGAIN[delivery.tries - 1] if left else None
    delivery.save()
    return taken


def _post(url: str, body: bytes, signed: str) -> str:
    """The answer's status, or what stood in the way."""
    if not allowed(url):
        return "not in DUBAN_WEBHOOK_HOSTS"
    headers = {"Content-Type": "application/json", "X-Duban-Signature": signed}
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 # by allowed()
    try:
        with _OPENER.open(request, timeout=SECONDS) as response:
            return str(response.status)
    except urllib.error.HTTPError as error:
        error.close()
        return str(error.code)
    except OSError as error:
        return f"{type(error).__name__}: {error}"
