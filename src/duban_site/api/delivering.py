"""Deliver publications to webhooks: from the log, in its order, signed, retried until accepted.

Signed by Standard Webhooks (standardwebhooks.com): the headers `webhook-id`, `webhook-timestamp`
and `webhook-signature`, so that a message cannot be sent again later by somebody else.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from duban_site.api.actions.webhooks import KEY_PREFIX, allowed
from duban_site.api.models import Delivery, Topic, Webhook
from duban_site.core.audit.models import Event
from duban_site.core.clock import utc_now
from duban_site.snapshots.models import Snapshot

AGAIN = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
"""Delay after each failed try; after the last one the message is given up."""
CLAIM = dt.timedelta(minutes=5)
"""How long a run that died blocks its receiver; much longer than one sending takes."""
SECONDS = 10
TOLD = (Topic.PUBLISHED.value, Topic.WITHDRAWN.value)
"""The actions of the log that every webhook receives."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Refuses redirects: one would bypass the list of allowed hosts."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Follow none."""


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def deliver(now: dt.datetime) -> tuple[int, int]:
    """Queue new messages for every webhook and send what is due: (delivered, to be retried).

    A receiver gets its messages in the order of the log: while one waits to be sent again, those
    after it wait too. Of two runs at once only one sends to a receiver. A run that is killed
    between sending and recording it sends again, so the receiver goes by `webhook-id`.
    """
    taken = failed = 0
    for hook in Webhook.objects.filter(active=True):
        claim = _claim(hook, None)
        if claim is None:
            continue
        _note(hook, now)
        sent = _send_in_order(hook, now, claim)
        taken, failed = taken + sent[0], failed + sent[1]
    return taken, failed


def _claim(hook: Webhook, held: dt.datetime | None) -> dt.datetime | None:
    """Claim the receiver for this run; return until when, or None where another run has it.

    One conditional UPDATE, which only one of two runs can win. `current_claim` is the claim to
    prolong.
    """
    moment = utc_now()
    until = moment + CLAIM
    mine = Q(claimed_until=held) if held else Q(claimed_until=None) | Q(claimed_until__lte=moment)
    claimed = Webhook.objects.filter(mine, pk=hook.pk, active=True).update(claimed_until=until)
    return until if claimed else None


def _send_in_order(hook: Webhook, now: dt.datetime, claim: dt.datetime) -> tuple[int, int]:
    """Send waiting messages until one fails or is not due yet: (delivered, failed)."""
    taken = failed = 0
    held: dt.datetime | None = claim
    waiting = Delivery.objects.filter(webhook=hook, next_at__isnull=False).order_by("event")
    for delivery in waiting.select_related("webhook"):
        held = None if held is None else _claim(hook, held)
        if held is None or delivery.next_at is None or delivery.next_at > now:
            break
        if _send(delivery, now):
            taken += 1
            continue
        failed += 1
        if delivery.next_at is not None:
            break
    Webhook.objects.filter(pk=hook.pk, claimed_until=held).update(claimed_until=None)
    return taken, failed


@transaction.atomic
def _note(hook: Webhook, now: dt.datetime) -> None:
    held = Webhook.objects.select_for_update().get(pk=hook.pk)
    new = Event.objects.filter(seq__gt=held.since, action__in=TOLD).order_by("seq")
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
    """The public facts of an event: never who did it."""
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


def signed_headers(
    secrets: Sequence[str], message: str, at: dt.datetime, body: bytes
) -> dict[str, str]:
    """The headers by which a receiver knows the sender, the message and the time of sending.

    `message_id` is the same at every try; `sent_at` is the time of this one. There is a signature
    for each secret, separated by spaces: one is enough for the receiver.
    """
    seconds = str(int(at.timestamp()))
    whole = b".".join([message.encode(), seconds.encode(), body])
    return {
        "webhook-id": message,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(_signature(secret, whole) for secret in secrets),
    }


def _signature(secret: str, whole: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(KEY_PREFIX))
    return "v1," + base64.b64encode(hmac.new(key, whole, hashlib.sha256).digest()).decode()


def secrets_of(hook: Webhook, at: dt.datetime) -> list[str]:
    """The secrets to sign with: the current one, and the previous one while both are valid."""
    both = hook.old_secret and hook.old_until is not None and at < hook.old_until
    return [hook.secret, hook.old_secret] if both else [hook.secret]


def _send(delivery: Delivery, now: dt.datetime) -> bool:
    hook = delivery.webhook
    body = json.dumps(delivery.body, ensure_ascii=False).encode()
    message = f"msg_{hook.pk}_{delivery.event}"
    at = utc_now()
    told = _post(hook.url, body, signed_headers(secrets_of(hook, at), message, at, body))
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


def _post(url: str, body: bytes, signed: dict[str, str]) -> str:
    """POST the message; return the response's status, or why it could not be sent."""
    if not allowed(url):
        return "not in DUBAN_WEBHOOK_HOSTS"
    headers = {"Content-Type": "application/json", **signed}
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 # by allowed()
    try:
        with _OPENER.open(request, timeout=SECONDS) as response:
            return str(response.status)
    except urllib.error.HTTPError as error:
        error.close()
        return str(error.code)
    except OSError as error:
        return f"{type(error).__name__}: {error}"
