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

from duban_site.api.actions.webhooks import KEY_PREFIX, is_allowed_url
from duban_site.api.models import Delivery, Topic, Webhook
from duban_site.core.audit.models import Event
from duban_site.core.clock import utc_now
from duban_site.snapshots.models import Snapshot

RETRY_DELAYS = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
"""Delay after each failed try; after the last one the message is given up."""
CLAIM_DURATION = dt.timedelta(minutes=5)
"""How long a run that died blocks its receiver; much longer than one sending takes."""
TIMEOUT_SECONDS = 10
PUBLIC_TOPICS = (Topic.PUBLISHED.value, Topic.WITHDRAWN.value)
"""The actions of the log that every webhook receives."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Refuses redirects: one would bypass the list of allowed hosts."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Follow none."""


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def deliver_messages(now: dt.datetime) -> tuple[int, int]:
    """Queue new messages for every webhook and send what is due: (delivered, to be retried).

    A receiver gets its messages in the order of the log: while one waits to be sent again, those
    after it wait too. Of two runs at once only one sends to a receiver. A run that is killed
    between sending and recording it sends again, so the receiver goes by `webhook-id`.
    """
    delivered = failed = 0
    for webhook in Webhook.objects.filter(active=True):
        claim = _claim_webhook(webhook, None)
        if claim is None:
            continue
        _queue_new_messages(webhook, now)
        counts = _send_in_order(webhook, now, claim)
        delivered, failed = delivered + counts[0], failed + counts[1]
    return delivered, failed


def _claim_webhook(webhook: Webhook, current_claim: dt.datetime | None) -> dt.datetime | None:
    """Claim the receiver for this run; return until when, or None where another run has it.

    One conditional UPDATE, which only one of two runs can win. `current_claim` is the claim to
    prolong.
    """
    moment = utc_now()
    claim_end = moment + CLAIM_DURATION
    claimable = (
        Q(claimed_until=current_claim) if current_claim else Q(claimed_until=None) | Q(claimed_until__lte=moment)
    )
    claimed = Webhook.objects.filter(claimable, pk=webhook.pk, active=True).update(claimed_until=claim_end)
    return claim_end if claimed else None


def _send_in_order(webhook: Webhook, now: dt.datetime, claim: dt.datetime) -> tuple[int, int]:
    """Send waiting messages until one fails or is not due yet: (delivered, failed)."""
    delivered = failed = 0
    current_claim: dt.datetime | None = claim
    waiting = Delivery.objects.filter(webhook=webhook, next_at__isnull=False).order_by("event")
    for delivery in waiting.select_related("webhook"):
        current_claim = None if current_claim is None else _claim_webhook(webhook, current_claim)
        if current_claim is None or delivery.next_at is None or delivery.next_at > now:
            break
        if _send_delivery(delivery, now):
            delivered += 1
            continue
        failed += 1
        if delivery.next_at is not None:
            break
    Webhook.objects.filter(pk=webhook.pk, claimed_until=current_claim).update(claimed_until=None)
    return delivered, failed


@transaction.atomic
def _queue_new_messages(webhook: Webhook, now: dt.datetime) -> None:
    locked_webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    new_events = Event.objects.filter(seq__gt=locked_webhook.since, action__in=PUBLIC_TOPICS).order_by("seq")
    for event in new_events:
        Delivery.objects.create(
            webhook=locked_webhook,
            topic=event.action,
            event=event.seq,
            body=_build_message(event),
            created_at=now,
            next_at=now,
        )
        locked_webhook.since = event.seq
    locked_webhook.save(update_fields=["since"])


def _build_message(event: Event) -> dict[str, Any]:
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


def build_signed_headers(secrets: Sequence[str], message_id: str, sent_at: dt.datetime, body: bytes) -> dict[str, str]:
    """The headers by which a receiver knows the sender, the message and the time of sending.

    `message_id` is the same at every try; `sent_at` is the time of this one. There is a signature
    for each secret, separated by spaces: one is enough for the receiver.
    """
    seconds = str(int(sent_at.timestamp()))
    signed_content = b".".join([message_id.encode(), seconds.encode(), body])
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(_sign_content(secret, signed_content) for secret in secrets),
    }


def _sign_content(secret: str, signed_content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(KEY_PREFIX))
    return "v1," + base64.b64encode(hmac.new(key, signed_content, hashlib.sha256).digest()).decode()


def list_valid_secrets(webhook: Webhook, moment: dt.datetime) -> list[str]:
    """The secrets to sign with: the current one, and the previous one while both are valid."""
    both_valid = webhook.old_secret and webhook.old_until is not None and moment < webhook.old_until
    return [webhook.secret, webhook.old_secret] if both_valid else [webhook.secret]


def _send_delivery(delivery: Delivery, now: dt.datetime) -> bool:
    webhook = delivery.webhook
    body = json.dumps(delivery.body, ensure_ascii=False).encode()
    message_id = f"msg_{webhook.pk}_{delivery.event}"
    sent_at = utc_now()
    answer = _post(
        webhook.url, body, build_signed_headers(list_valid_secrets(webhook, sent_at), message_id, sent_at, body)
    )
    delivery.tries += 1
    delivery.answer = answer[:200]
    is_delivered = answer.startswith("2")
    if is_delivered:
        delivery.delivered_at, delivery.next_at = now, None
    else:
        may_retry = delivery.tries <= len(RETRY_DELAYS)
        delivery.next_at = now + RETRY_DELAYS[delivery.tries - 1] if may_retry else None
    delivery.save()
    return is_delivered


def _post(url: str, body: bytes, signature_headers: dict[str, str]) -> str:
    """POST the message; return the response's status, or why it could not be sent."""
    if not is_allowed_url(url):
        return "not in DUBAN_WEBHOOK_HOSTS"
    headers = {"Content-Type": "application/json", **signature_headers}
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 # by allowed()
    try:
        with _OPENER.open(request, timeout=TIMEOUT_SECONDS) as response:
            return str(response.status)
    except urllib.error.HTTPError as error:
        error.close()
        return str(error.code)
    except OSError as error:
        return f"{type(error).__name__}: {error}"
