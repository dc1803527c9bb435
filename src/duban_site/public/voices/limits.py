"""Limits on sending: counted in the database by address and by browser, as keyed hashes.

An address itself is never stored, only its HMAC under the service's key and the day, for one day.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

from django.conf import settings
from django.utils.translation import gettext as _

from duban_site.core import clock
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.public.models import Sending

WINDOW = dt.timedelta(days=1)
CLUE_KIND, RATING_KIND = "clue", "rating"


def compute_keyed_hash(text: str, purpose: str) -> str:
    """A hash that only this service can compute, separate for each purpose."""
    hash_key = hashlib.sha256(f"duban public {purpose} {settings.SECRET_KEY}".encode()).digest()
    return hmac.new(hash_key, text.encode(), hashlib.sha256).hexdigest()


def check_and_count(kind: str, address: str, browser: str) -> None:
    """Count one sending of `kind`; raise Refused where the day's limit is reached.

    Called within the transaction of what is sent: what is refused is not counted.
    """
    now = utc_now()
    Sending.objects.filter(at__lt=now - WINDOW).delete()
    today_text = clock.today().isoformat()
    address_hash, browser_hash = (
        compute_keyed_hash(address, f"address {today_text}"),
        compute_keyed_hash(browser, "browser"),
    )
    address_limit, browser_limit = settings.PUBLIC_LIMITS[kind]
    recent_sendings = Sending.objects.filter(kind=kind, at__gte=now - WINDOW)
    address_is_exhausted = recent_sendings.filter(address=address_hash).count() >= address_limit
    if address_is_exhausted or recent_sendings.filter(sender=browser_hash).count() >= browser_limit:
        raise Refused(_("今天从这里发来的已经很多了。请明天再来，或拨打12345热线。"))
    Sending.objects.create(kind=kind, address=address_hash, sender=browser_hash, at=now)
