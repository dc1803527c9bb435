"""Logging who read personal data and who was refused: one place for every page and the API.

Reads are noted by the encrypted fields themselves (`encryption.reads`) and by the code that reveals
a register's personal values; refusals by the policy. The middleware logs both when the response is
ready; a response whose access cannot be logged is not sent. Repetitions within ten minutes are
counted, and the count is logged afterwards, so that nobody can flood the log by repeating requests.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse

from duban_site.core.actor import Actor, System, actor_id, actor_name
from duban_site.core.audit import addresses
from duban_site.core.audit.log import log
from duban_site.core.audit.models import Repeated
from duban_site.core.clock import utc_now
from duban_site.encryption.reads import Things, collect_reads
from duban_site.people.models import Person

READ, REFUSED, REPEATED = "site.read", "site.refused", "site.repeated"
WINDOW = dt.timedelta(minutes=10)
STRANGER = System("访客")
STRANGERS = 200
"""Networks of anonymous visitors that are counted separately within ten minutes."""
ONE_BY_ONE = 20
"""Up to so many objects read in one response get an event each; more share one event."""
MOST_KEYS = 1000
PATH = 300
"""Characters of a path that the log stores."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal of the policy: the right, and the existing object beyond its scope, if any."""

    right: str
    thing: models.Model | None = None


_refusal: ContextVar[list[Refusal] | None] = ContextVar("refusals", default=None)


def note_refusal(right: str, thing: models.Model | None = None) -> None:
    """Note a refusal; it is logged if the response is 401, 403, or 404 for a hidden object."""
    found = _refusal.get()
    if found is not None:
        found.append(Refusal(right, thing))


def middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Log personal reads and refusals once the response is ready."""

    def inner(request: HttpRequest) -> HttpResponse:
        refused: list[Refusal] = []
        token = _refusal.set(refused)
        try:
            with collect_reads() as read:
                response = get_response(request)
        finally:
            _refusal.reset(token)
        if read:
            _log_reads(request, read)
        hidden = response.status_code == 404 and bool(refused)
        if hidden or response.status_code in (401, 403):
            _log_refusal(request, response.status_code, refused)
        return response

    return inner


def _log_reads(request: HttpRequest, read: Things) -> None:
    actor = _actor(request)
    others = [one for one in read.values() if one[0] != actor]
    by_kind: dict[str, list[tuple[models.Model, set[str]]]] = {}
    for thing, names in others:
        by_kind.setdefault(thing._meta.label_lower, []).append((thing, names))
    for kind, found in by_kind.items():
        if len(found) <= ONE_BY_ONE:
            for thing, names in found:
                told = {"path": request.path[:PATH], "fields": sorted(names)}
                log_access(actor, READ, thing, told, sorted(names))
            continue
        keys = sorted(thing.pk for thing, _names in found)
        fields = sorted(set[str]().union(*(names for _thing, names in found)))
        told_of = {"kind": kind, "count": len(keys), "keys": keys[:MOST_KEYS], "fields": fields}
        log_access(actor, READ, None, {"path": request.path[:PATH], **told_of}, keys)


def _log_refusal(request: HttpRequest, status: int, refused: list[Refusal]) -> None:
    last = refused[-1] if refused else Refusal("")
    told = {"path": request.path[:PATH], "right": last.right, "status": status}
    log_access(_actor(request), REFUSED, last.thing, told, [last.right, status])


def _actor(request: HttpRequest) -> Actor:
    user = getattr(request, "user", None)
    return user if isinstance(user, Person) else STRANGER


@transaction.atomic
def log_access(
    actor: Actor, action: str, thing: models.Model | None, told: Mapping[str, Any], same_as: Any
) -> None:
    """Log an access, or count it where the same access was logged less than ten minutes ago.

    `repeat_identity` distinguishes accesses that share actor, action and object.
    """
    now = utc_now()
    seen = Repeated.objects.select_for_update().filter(key=_key(actor, action, thing, same_as))
    found = seen.first()
    if found is not None and now - found.since < WINDOW:
        seen.update(count=found.count + 1)
        return
    if found is not None:
        _log_count(found)
        found.delete()
    event = log(actor, action, thing, **told)
    key = _key(actor, action, thing, same_as)
    Repeated.objects.create(key=key, since=now, event=event.seq, action=action,
        actor_id=actor_id(actor), actor=actor_name(actor), address=event.address)  # fmt: skip


def _key(actor: Actor, action: str, thing: models.Model | None, same_as: Any) -> str:
    who = str(actor_id(actor)) if isinstance(actor, Person) else _stranger()
    what = "" if thing is None else f"{thing._meta.label_lower} {thing.pk}"
    return hashlib.sha256(repr((who, action, what, same_as)).encode()).hexdigest()


def _stranger() -> str:
    """Anonymous visitors are counted by network, or all together where there are too many."""
    lately = Repeated.objects.filter(actor_id=None, since__gt=utc_now() - WINDOW)
    return "" if lately.count() >= STRANGERS else addresses.neighbourhood(addresses.current.get())


@transaction.atomic
def log_counts() -> int:
    """Log the counts whose ten minutes are over, and return their number. Called by a timer."""
    over = Repeated.objects.select_for_update().filter(since__lt=utc_now() - WINDOW)
    found = list(over.order_by("pk"))
    for one in found:
        _log_count(one)
    Repeated.objects.filter(pk__in=[one.pk for one in found]).delete()
    return sum(one.count > 0 for one in found)


def _log_count(one: Repeated) -> None:
    if not one.count:
        return
    person = None if one.actor_id is None else Person.objects.filter(pk=one.actor_id).first()
    token = addresses.current.set(one.address)
    try:
        log(person or System(one.actor), REPEATED, None,
            of=one.action, event=one.event, count=one.count)  # fmt: skip
    finally:
        addresses.current.reset(token)
