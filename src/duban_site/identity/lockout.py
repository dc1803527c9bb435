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

from duban_site.core.audit.addresses import get_network_key
from duban_site.core.clock import utc_now
from duban_site.identity.models import KnownDevice, TryCounter
from duban_site.people.names import normalize_name

FORGET_AFTER = dt.timedelta(hours=24)
"""A counter restarts after this time without a failure."""
ACCOUNT_LIMIT_FACTOR = 20
"""The limit of an account over all addresses, as a multiple of that for one address."""
SHORTEST_BLOCK = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class AttemptLimit:
    """A counter's key, the failures that it allows, and the longest block."""

    key: str
    max_failures: int
    longest_block: dt.timedelta
    forgiven_per_minute: int = 0
    """Number of failures that are forgiven each minute."""


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """A counted attempt: `blocked_until` is None where the password may be checked."""

    name: str
    limits: tuple[AttemptLimit, ...]
    blocked_until: dt.datetime | None


def count_attempt(username: str, address: str | None, device: str = "", *, kind: str = "password") -> SignInAttempt:
    """Count an attempt to sign in as `username`, before its password is checked.

    `device` is the device cookie, empty for none. `kind` separates codes of the second factor from
    passwords. An account that does not exist is counted in the same way, so that the response does
    not reveal which accounts exist.
    """
    username = normalize_name(username)[:40]
    limits = _choose_limits(username, get_network_key(address), _verify_device(username, device), kind)
    with transaction.atomic():
        locked_counters = [_lock_counter(limit, username) for limit in limits]
        now = utc_now()
        blocked_until = _find_latest_block(
            [row for row in locked_counters if row.blocked_until and row.blocked_until > now]
        )
        for limit, row in zip(limits, locked_counters, strict=True):
            _add_failure(row, limit, now, is_blocked=blocked_until is not None)
    return SignInAttempt(username, limits, blocked_until)


def clear_attempt(attempt: SignInAttempt) -> None:
    """After a right attempt: reset its direct counter, and uncount it in the wider ones."""
    with transaction.atomic():
        for index, limit in enumerate(attempt.limits):
            locked_counter = _lock_counter(limit, attempt.name)
            locked_counter.failures = 0 if index == 0 else max(locked_counter.failures - 1, 0)
            locked_counter.blocked_until = None if index == 0 else locked_counter.blocked_until
            locked_counter.save()


def reset_attempts(username: str) -> int:
    """Unblock an account from everywhere, and return the number of deleted counters."""
    count, _count_by_model = TryCounter.objects.filter(name=normalize_name(username)).delete()
    return count


def list_blocked_usernames() -> set[str]:
    """Usernames for which attempts are currently blocked from somewhere."""
    return set(_select_blocked_counters().values_list("name", flat=True))


def _select_blocked_counters() -> QuerySet[TryCounter]:
    return TryCounter.objects.filter(blocked_until__gt=utc_now()).exclude(name="")


def _choose_limits(username: str, network: str, device: str, kind: str) -> tuple[AttemptLimit, ...]:
    max_failures, longest_block = (settings.LOCKOUT_ACCOUNT_TRIES, dt.timedelta(minutes=settings.LOCKOUT_MINUTES))
    if device:  # limited too: a stolen cookie must not allow unlimited attempts
        return (AttemptLimit(f"{kind} device {device} {username}", max_failures, longest_block),)
    wide_limits = (
        AttemptLimit(
            f"{kind} account {username}", max_failures * ACCOUNT_LIMIT_FACTOR, longest_block, forgiven_per_minute=1
        ),
        AttemptLimit(
            f"{kind} address {network}", settings.LOCKOUT_ADDRESS_TRIES, SHORTEST_BLOCK, forgiven_per_minute=2
        ),
    )
    direct_limit = AttemptLimit(f"{kind} {network} {username}", max_failures, longest_block)
    if network and KnownDevice.objects.filter(network=network, person__username=username).exists():
        return (direct_limit,)
    return (direct_limit, *(wide_limits if network else wide_limits[:1]))


def _verify_device(username: str, device: str) -> str:
    """A short id of the device, where this account has signed in with it; else empty."""
    if not device:
        return ""
    token = hash_device(device)
    is_verified = KnownDevice.objects.filter(token=token, person__username=username).exists()
    return token[:16] if is_verified else ""


def hash_device(device: str) -> str:
    """The hash of a device cookie, which is all that is stored of it."""
    return hashlib.sha256(device.encode()).hexdigest()


def _lock_counter(limit: AttemptLimit, username: str) -> TryCounter:
    """The counter's row, locked until the transaction ends."""
    counter_owner = "" if " address " in limit.key else username
    counter_fields = {"last_at": utc_now(), "name": counter_owner}
    row, _created = TryCounter.objects.select_for_update().get_or_create(key=limit.key, defaults=counter_fields)
    return row


def _add_failure(row: TryCounter, limit: AttemptLimit, now: dt.datetime, *, is_blocked: bool) -> None:
    """Add a failure; beyond the limit each one doubles the block, except while it is blocked."""
    elapsed = now - row.last_at
    row.failures = max(row.failures - elapsed // dt.timedelta(minutes=1) * limit.forgiven_per_minute, 0)
    if elapsed > FORGET_AFTER:
        row.failures = 0
    row.failures, row.last_at = row.failures + 1, now
    if not is_blocked and row.failures >= limit.max_failures:
        doublings = min(row.failures - limit.max_failures, 10)
        row.blocked_until = now + min(SHORTEST_BLOCK * 2**doublings, limit.longest_block)
    row.save()


def _find_latest_block(rows: Sequence[TryCounter]) -> dt.datetime | None:
    return max((row.blocked_until for row in rows if row.blocked_until), default=None)
