"""How long requests are remembered, and the deletion of what is older."""

from __future__ import annotations

import datetime as dt

from duban_site.api.models import StoredAnswer, UsedNonce
from duban_site.core.clock import utc_now

ANSWER_RETENTION = dt.timedelta(days=7)
"""How long the answer to an `Idempotency-Key` is stored."""
TIMESTAMP_TOLERANCE = dt.timedelta(minutes=5)
"""How far a signed request's timestamp may be from the service's own time, before or after."""


def delete_expired_answers() -> int:
    """Delete stored answers older than the retention; return how many."""
    return StoredAnswer.objects.filter(created_at__lt=utc_now() - ANSWER_RETENTION).delete()[0]


def delete_expired_nonces() -> int:
    """Delete nonces whose timestamp would be refused anyway; return how many."""
    return UsedNonce.objects.filter(at__lt=utc_now() - 2 * TIMESTAMP_TOLERANCE).delete()[0]
