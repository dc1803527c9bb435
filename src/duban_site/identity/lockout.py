"""Limits on failed sign-ins.

A limit blocks whoever fails, not the account: attempts are counted by account and address together,
so an attacker elsewhere does not lock out the owner, and users behind one address do not lock out
each other. Two wider limits, per address and per account, apply only to browsers and addresses that
never signed in to the account. Each attempt is counted before its password is checked, in one
transaction under a lock, so that concurrent attempts are all counted.
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
"""A counter restarts after this time without a failure."""
ACCOUNT_TIMES = 20
"""The limit of an account over all addresses, as a multiple of that for one address."""
SHORT = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter's key, the failures that it allows, and the longest block."""

    key: str
    most: int
    longest: dt.timedelta
    a_minute: int = 0
    """Number of failures that are forgiven each minute."""


@dataclass(frozen=True, slots=True)
class Try:
    """A counted attempt: `blocked_until` is None where the password may be checked."""

    name: str
    counters: tuple[Counter, ...]
    blocked_until: dt.datetime | None


def count_try(name: str, address: str | None, device: str = "", *, kind: str = "password") -> Try:
    """Count an attempt to sign in as `username`, before its password is checked.

    `device` is the device cookie, empty for none. `kind` separates codes of the second factor from
    passwords. An account that does not exist is counted in the same way, so that the response does
    not reveal which accounts exist.
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
    """After a right attempt: reset its direct counter, and uncount it in the wider ones."""
    with transaction.atomic():
        for number, counter in enumerate(made.counters):
            row = _hold(counter, made.name)
            row.failures = 0 if number == 0 else max(row.failures - 1, 0)
            row.blocked_until = None if number == 0 else row.blocked_until
            row.save()


def forget_tries(name: str) -> int:
    """Unblock an account from everywhere, and return the number of deleted counters."""
    count, _models = TryCounter.objects.filter(name=normal_name(name)).delete()
    return count


def blocked_names() -> set[str]:
    """Usernames for which attempts are currently blocked from somewhere."""
    return set(_blocked().values_list("name", flat=True))


def _blocked() -> QuerySet[TryCounter]:
    return TryCounter.objects.filter(blocked_until__gt=utc_now()).exclude(name="")


def _counters(name: str, network: str, device: str, kind: str) -> tuple[Counter, ...]:
    tries, longest = settings.LOCKOUT_ACCOUNT_TRIES, dt.timedelta(minutes=settings.LOCKOUT_MINUTES)
    if device:  # limited too: a stolen cookie must not allow unlimited attempts
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
    """A short id of the device, where this account has signed in with it; else empty."""
    if not device:
        return ""
    token = device_hash(device)
    known = KnownDevice.objects.filter(token=token, person__username=name).exists()
    return token[:16] if known else ""


def device_hash(device: str) -> str:
    """The hash of a device cookie, which is all that is stored of it."""
    return hashlib.sha256(device.encode()).hexdigest()


def _hold(counter: Counter, name: str) -> TryCounter:
    """The counter's row, locked until the transaction ends."""
    owner = "" if " address " in counter.key else name
    made = {"last_at": utc_now(), "name": owner}
    row, _new = TryCounter.objects.select_for_update().get_or_create(key=counter.key, defaults=made)
    return row


def _count(row: TryCounter, counter: Counter, now: dt.datetime, *, blocked: bool) -> None:
    """Add a failure; beyond the limit each one doubles the block, except while it is blocked."""
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
