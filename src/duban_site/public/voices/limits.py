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

DAY = dt.timedelta(days=1)
CLUE, RATING = "clue", "rating"


def keyed(text: str, purpose: str) -> str:
    """A hash that only this service can compute, separate for each purpose."""
    key = hashlib.sha256(f"duban public {purpose} {settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def check_and_count(kind: str, address: str, browser: str) -> None:
    """Count one sending of `kind`; raise Refused where the day's limit is reached.

    Called within the transaction of what is sent: what is refused is not counted.
    """
    now = utc_now()
    Sending.objects.filter(at__lt=now - DAY).delete()
    today = clock.today().isoformat()
    of_address, sender = keyed(address, f"address {today}"), keyed(browser, "browser")
    by_address, by_browser = settings.PUBLIC_LIMITS[kind]
    rows = Sending.objects.filter(kind=kind, at__gte=now - DAY)
    full = rows.filter(address=of_address).count() >= by_address
    if full or rows.filter(sender=sender).count() >= by_browser:
        raise Refused(_("今天从这里发来的已经很多了。请明天再来，或拨打12345热线。"))
    Sending.objects.create(kind=kind, address=of_address, sender=sender, at=now)
