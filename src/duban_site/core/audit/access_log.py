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

from duban_site.core.actor import Actor, SystemActor, format_actor_name, get_actor_id
from duban_site.core.audit import addresses
from duban_site.core.audit.log import log_event
from duban_site.core.audit.models import Repeated
from duban_site.core.clock import utc_now
from duban_site.encryption.personal_reads import PersonalReads, collect_reads
from duban_site.people.models import Person

READ_ACTION, REFUSED_ACTION, REPEATED_ACTION = "site.read", "site.refused", "site.repeated"
REPEAT_WINDOW = dt.timedelta(minutes=10)
ANONYMOUS_VISITOR = SystemActor("访客")
MAX_ANONYMOUS_NETWORKS = 200
"""Networks of anonymous visitors that are counted separately within ten minutes."""
MAX_SINGLE_EVENTS = 20
"""Up to so many objects read in one response get an event each; more share one event."""
MAX_LOGGED_KEYS = 1000
MAX_PATH_LENGTH = 300
"""Characters of a path that the log stores."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal of the policy: the right, and the existing object beyond its scope, if any."""

    right: str
    thing: models.Model | None = None


_current_refusals: ContextVar[list[Refusal] | None] = ContextVar("refusals", default=None)


def note_refusal(right: str, resource: models.Model | None = None) -> None:
    """Note a refusal; it is logged if the response is 401, 403, or 404 for a hidden object."""
    refusals = _current_refusals.get()
    if refusals is not None:
        refusals.append(Refusal(right, resource))


def access_log_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Log personal reads and refusals once the response is ready."""

    def log_response(request: HttpRequest) -> HttpResponse:
        refusals: list[Refusal] = []
        token = _current_refusals.set(refusals)
        try:
            with collect_reads() as reads:
                response = get_response(request)
        finally:
            _current_refusals.reset(token)
        if reads:
            _log_reads(request, reads)
        is_hidden_resource = response.status_code == 404 and bool(refusals)
        if is_hidden_resource or response.status_code in (401, 403):
            _log_refusal(request, response.status_code, refusals)
        return response

    return log_response


def _log_reads(request: HttpRequest, reads: PersonalReads) -> None:
    actor = _get_request_actor(request)
    reads_to_log = [read_item for read_item in reads.values() if read_item[0] != actor]
    by_kind: dict[str, list[tuple[models.Model, set[str]]]] = {}
    for resource, field_names in reads_to_log:
        by_kind.setdefault(resource._meta.label_lower, []).append((resource, field_names))
    for kind, reads_of_kind in by_kind.items():
        if len(reads_of_kind) <= MAX_SINGLE_EVENTS:
            for resource, field_names in reads_of_kind:
                event_data = {"path": request.path[:MAX_PATH_LENGTH], "fields": sorted(field_names)}
                log_access(actor, READ_ACTION, resource, event_data, sorted(field_names))
            continue
        keys = sorted(resource.pk for resource, _field_names in reads_of_kind)
        fields = sorted(set[str]().union(*(field_names for _thing, field_names in reads_of_kind)))
        summary = {"kind": kind, "count": len(keys), "keys": keys[:MAX_LOGGED_KEYS], "fields": fields}
        log_access(actor, READ_ACTION, None, {"path": request.path[:MAX_PATH_LENGTH], **summary}, keys)


def _log_refusal(request: HttpRequest, status: int, refusals: list[Refusal]) -> None:
    latest_refusal = refusals[-1] if refusals else Refusal("")
    event_data = {"path": request.path[:MAX_PATH_LENGTH], "right": latest_refusal.right, "status": status}
    log_access(
        _get_request_actor(request), REFUSED_ACTION, latest_refusal.thing, event_data, [latest_refusal.right, status]
    )


def _get_request_actor(request: HttpRequest) -> Actor:
    user = getattr(request, "user", None)
    return user if isinstance(user, Person) else ANONYMOUS_VISITOR


@transaction.atomic
def log_access(
    actor: Actor, action: str, resource: models.Model | None, event_data: Mapping[str, Any], repeat_identity: Any
) -> None:
    """Log an access, or count it where the same access was logged less than ten minutes ago.

    `repeat_identity` distinguishes accesses that share actor, action and object.
    """
    now = utc_now()
    matching_counters = Repeated.objects.select_for_update().filter(
        key=_compute_repeat_key(actor, action, resource, repeat_identity)
    )
    counter = matching_counters.first()
    if counter is not None and now - counter.since < REPEAT_WINDOW:
        matching_counters.update(count=counter.count + 1)
        return
    if counter is not None:
        _log_count(counter)
        counter.delete()
    event = log_event(actor, action, resource, **event_data)
    repeat_key = _compute_repeat_key(actor, action, resource, repeat_identity)
    Repeated.objects.create(key=repeat_key, since=now, event=event.seq, action=action,
        actor_id=get_actor_id(actor), actor=format_actor_name(actor), address=event.address)  # fmt: skip


def _compute_repeat_key(actor: Actor, action: str, resource: models.Model | None, repeat_identity: Any) -> str:
    actor_key = str(get_actor_id(actor)) if isinstance(actor, Person) else _anonymous_actor_key()
    resource_key = "" if resource is None else f"{resource._meta.label_lower} {resource.pk}"
    return hashlib.sha256(repr((actor_key, action, resource_key, repeat_identity)).encode()).hexdigest()


def _anonymous_actor_key() -> str:
    """Anonymous visitors are counted by network, or all together where there are too many."""
    recent_counters = Repeated.objects.filter(actor_id=None, since__gt=utc_now() - REPEAT_WINDOW)
    return (
        ""
        if recent_counters.count() >= MAX_ANONYMOUS_NETWORKS
        else addresses.get_network_key(addresses.current_address.get())
    )


@transaction.atomic
def log_expired_counts() -> int:
    """Log the counts whose ten minutes are over, and return their number. Called by a timer."""
    expired_counters = Repeated.objects.select_for_update().filter(since__lt=utc_now() - REPEAT_WINDOW)
    counters = list(expired_counters.order_by("pk"))
    for counter in counters:
        _log_count(counter)
    Repeated.objects.filter(pk__in=[counter.pk for counter in counters]).delete()
    return sum(counter.count > 0 for counter in counters)


def _log_count(counter: Repeated) -> None:
    if not counter.count:
        return
    person = None if counter.actor_id is None else Person.objects.filter(pk=counter.actor_id).first()
    token = addresses.current_address.set(counter.address)
    try:
        log_event(person or SystemActor(counter.actor), REPEATED_ACTION, None,
            of=counter.action, event=counter.event, count=counter.count)  # fmt: skip
    finally:
        addresses.current_address.reset(token)
