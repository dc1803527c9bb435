"""How often one may fail to sign in.

What is slowed down is who fails, never the account: tries are counted by account and address
together, so a stranger elsewhere does not keep its owner out, and neighbours behind one address do
not keep out each other. Two wider counters, of an address and of an account, hold up only those who
never signed in with this browser or from this address. Every try is counted before its password is
looked at, in one transaction under a lock, so that many at once are as many.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from duban_site.core.audit.addresses import neighbourhood
from duban_site.core.clock import utc_now
from duban_site.identity.models import KnownDevice, TryCounter
from duban_site.people.names import normal_name

FORGET_AFTER = dt.timedelta(hours=24)
"""After so long without a failure a counter begins again."""
ACCOUNT_TIMES = 20
"""So many times the tries of one account and address may come from all addresses together."""
SHORT = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Counter:
    """A key, how many failures it takes, and how long it may hold up at most."""

    key: str
    most: int
    longest: dt.timedelta
    a_minute: int = 0
    """So many failures are forgotten each minute."""


@dataclass(frozen=True, slots=True)
class Try:
    """A try that was counted: `blocked_until` is None where the password may be looked at."""

    name: str
    counters: tuple[Counter, ...]
    blocked_until: dt.datetime | None


def count_try(name: str, address: str | None, device: str = "", *, kind: str = "password") -> Try:
    """Count a try to sign in as `name` before it is made.

    `device` is the cookie of a known device, empty for none. `kind` counts codes of the second
    factor apart from passwords. An account that does not exist is counted alike: the answer must
    not tell which exist.
    """
    name = normal_name(name)[:40]
    counters = _counters(name, neighbourhood(address), _known(name, device), kind)
    with transaction.atomic():
        held = [_hold(counter, name) for counter in counters]
        now = utc_now()
        until = _latest([row for row in held if row.blocked_until and row.blocked_until > now])
        for counter, row in zip(counters, held, strict=True):
            _count(row, counter, now, blocked=until is not None)
    return Try(name, counters, until)


def clear_try(made: Try) -> None:
    """The try was right: its own counters begin again, the wider ones take it back."""
    with transaction.atomic():
        for number, counter in enumerate(made.counters):
            row = _hold(counter, made.name)
            row.failures = 0 if number == 0 else max(row.failures - 1, 0)
            row.blocked_until = None if number == 0 else row.blocked_until
            row.save()


def forget_tries(name: str) -> int:
    """Let an account try again at once, from everywhere. Says how many counters there were."""
    count, _models = TryCounter.objects.filter(name=normal_name(name)).delete()
    return count


def blocked_names() -> set[str]:
    """Accounts that somebody may not try to sign in with at the moment."""
    return set(_blocked().values_list("name", flat=True))


def _blocked() -> QuerySet[TryCounter]:
    return TryCounter.objects.filter(blocked_until__gt=utc_now()).exclude(name="")


def _counters(name: str, network: str, device: str, kind: str) -> tuple[Counter, ...]:
    tries, longest = settings.LOCKOUT_ACCOUNT_TRIES, dt.timedelta(minutes=settings.LOCKOUT_MINUTES)
    if device:  # a stolen cookie is no way to try without end
        return (Counter(f"{kind} device {device} {name}", tries, longest),)
    wide = (
        Counter(f"{kind} account {name}", tries * ACCOUNT_TIMES, longest, a_minute=1),
        Counter(f"{kind} address {network}", settings.LOCKOUT_ADDRESS_TRIES, SHORT, a_minute=2),
    )
    own = Counter(f"{kind} {network} {name}", tries, longest)
    if network and KnownDevice.objects.filter(network=network, person__username=name).exists():
        return (own,)
    return (own, *(wide if network else wide[:1]))


def _known(name: str, device: str) -> str:
    """The device, where this account was signed in with it before."""
    if not device:
        return ""
    token = device_hash(device)
    known = KnownDevice.objects.filter(token=token, person__username=name).exists()
    return token[:16] if known else ""


def device_hash(device: str) -> str:
    """What is kept of a device's cookie."""
    return hashlib.sha256(device.encode()).hexdigest()


def _hold(counter: Counter, name: str) -> TryCounter:
    """The counter's row, locked until the transaction ends."""
    owner = "" if " address " in counter.key else name
    made = {"last_at": utc_now(), "name": owner}
    row, _new = TryCounter.objects.select_for_update().get_or_create(key=counter.key, defaults=made)
    return row


def _count(row: TryCounter, counter: Counter, now: dt.datetime, *, blocked: bool) -> None:
    """One more; from the last that is free on each doubles the wait. Waiting tries add no wait."""
    passed = now - row.last_at
    row.failures = max(row.failures - passed // dt.timedelta(minutes=1) * counter.a_minute, 0)
    if passed > FORGET_AFTER:
        row.failures = 0
    row.failures, row.last_at = row.failures + 1, now
    if not blocked and row.failures >= counter.most:
        times = min(row.failures - counter.most, 10)
        row.blocked_until = now + min(SHORT * 2**times, counter.longest)
    row.save()


def _latest(rows: Sequence[TryCounter]) -> dt.datetime | None:
    return max((row.blocked_until for row in rows if row.blocked_until), default=None)
