"""How often one may fail to sign in, counted in the database per account and per address."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from duban_site.core.clock import utc_now
from duban_site.people.models import LoginTry


def _window() -> dt.timedelta:
    return dt.timedelta(minutes=settings.LOCKOUT_MINUTES)


def _locked_until(tries: int, failures: list[dt.datetime]) -> dt.datetime | None:
    """When the newest `tries` failures will have left the window; None for fewer failures."""
    if len(failures) < tries:
        return None
    return failures[tries - 1] + _window()


def locked_until(username: str, address: str | None) -> dt.datetime | None:
    """Until when this account or this address must wait; None where it may try.

    An account that does not exist is counted alike: the answer must not tell which exist.
    """
    since = utc_now() - _window()
    failed = LoginTry.objects.filter(failed=True, cleared=False, at__gte=since).order_by("-at")
    by_name = failed.filter(username=username.lower()).values_list("at", flat=True)
    account_tries, address_tries = settings.LOCKOUT_ACCOUNT_TRIES, settings.LOCKOUT_ADDRESS_TRIES
    ends = [_locked_until(account_tries, list(by_name[:account_tries]))]
    if address:
        by_address = failed.filter(address=address).values_list("at", flat=True)
        ends.append(_locked_until(address_tries, list(by_address[:address_tries])))
    return max((end for end in ends if end is not None), default=None)
