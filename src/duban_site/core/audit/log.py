"""Appending events to the log: the last step of every action, within its transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from duban_site.core.actor import Actor, SystemActor, format_actor_name, get_actor_id
from duban_site.core.audit import addresses, request_id
from duban_site.core.audit.chain import compute_event_digest
from duban_site.core.audit.models import Event, Head
from duban_site.core.audit.rows.digests import get_logged_models
from duban_site.core.audit.rows.logging import collect_changed_rows, log_changed_rows, log_rows, log_rows_by_event
from duban_site.core.clock import utc_now
from duban_site.database.bulk import bulk_insert
from duban_site.encryption.digests import get_current_algorithm

MAX_LABEL_LENGTH = 300
UNCOVERED_ROWS_ACTION, MIGRATED_ROWS_ACTION = "audit.other_rows", "audit.migrated_rows"


def log_event(actor: Actor, action: str, logged_object: models.Model | None = None, **event_data: Any) -> Event:
    """Append an event to the chain.

    The head's row is locked until the action's transaction ends, so that two concurrent actions
    cannot both follow the same event. Raises RuntimeError where no transaction is open: an event
    must be rolled back together with its change.
    """
    if not transaction.get_connection().in_atomic_block:
        message = f"{action} logs outside of a transaction. Wrap the action in transaction.atomic()."
        raise RuntimeError(message)
    return _append_event(actor, action, logged_object, event_data)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One of many events that are logged together, with the rows that it alone covers."""

    action: str
    logged_object: models.Model
    data: dict[str, Any]
    rows: tuple[models.Model, ...] = ()


def log_entries(actor: Actor, entries: Sequence[LogEntry]) -> None:
    """Append many events at once, each as `log_event` would, in few statements.

    A row is covered by the last entry that lists it; rows that none lists, by the last entry.
    Raises RuntimeError where no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "Events are logged outside of a transaction. Wrap the action in transaction.atomic()."
        raise RuntimeError(message)
    if not entries:
        return
    algorithm, moment = get_current_algorithm(), utc_now()
    changed_rows = collect_changed_rows(algorithm)  # computed before the head is locked: that blocks others
    head = Head.objects.select_for_update().get_or_create(pk=1)[0]
    seq_by_row = {
        (row._meta.db_table, row.pk): head.seq + 1 + entry_index
        for entry_index, entry in enumerate(entries)
        for row in entry.rows
    }
    digest_by_seq = log_rows_by_event(changed_rows, seq_by_row, head.seq + len(entries), algorithm)
    events = []
    for entry in entries:
        seq = head.seq + 1
        event = _build_event(actor, entry.action, entry.logged_object, entry.data, seq, moment)
        event.algorithm, event.rows, event.previous = (algorithm, digest_by_seq.get(seq, ""), head.hash)
        event.hash = compute_event_digest(event)
        head.seq, head.hash = event.seq, event.hash
        events.append(event)
    bulk_insert(Event, events)
    head.save()


def _build_event(
    actor: Actor,
    action: str,
    logged_object: models.Model | None,
    event_data: dict[str, Any],
    seq: int,
    occurred_at: dt.datetime,
) -> Event:
    """An event that is not yet part of the chain."""
    return Event(
        seq=seq,
        at=occurred_at,
        actor_id=get_actor_id(actor),
        actor=format_actor_name(actor),
        action=action,
        object_type="" if logged_object is None else logged_object._meta.label_lower,
        object_id=None if logged_object is None else logged_object.pk,
        label="" if logged_object is None else str(logged_object)[:MAX_LABEL_LENGTH],
        data=_normalize_json(event_data),
        request_id=request_id.current_request_id.get(),
        address=addresses.current_address.get(),
    )


def log_uncovered_changes() -> None:
    """Log changed rows that no event covers: changed after an action's event, or by no action.

    Called at the commit of each transaction that has such rows.
    """
    with transaction.atomic(savepoint=False):
        _append_event(SystemActor("系统"), UNCOVERED_ROWS_ACTION, None, {})


def log_migrated_tables(tables: list[str]) -> Event:
    """Log every row of these tables, which a migration changed."""
    keys_by_table = {
        table: set(get_logged_models()[table]._base_manager.values_list("pk", flat=True)) for table in tables
    }
    return _append_event(SystemActor("系统"), MIGRATED_ROWS_ACTION, None, {"tables": tables}, keys_by_table)


def _append_event(
    actor: Actor,
    action: str,
    logged_object: models.Model | None,
    event_data: dict[str, Any],
    keys_by_table: Mapping[str, Iterable[int]] | None = None,
) -> Event:
    """Append an event with the digests of the changed rows, or of those of `keys_by_table`."""
    head = Head.objects.select_for_update().get_or_create(pk=1)[0]
    seq, algorithm = head.seq + 1, get_current_algorithm()
    event = _build_event(actor, action, logged_object, event_data, seq, utc_now())
    event.algorithm, event.previous = algorithm, head.hash
    event.rows = log_changed_rows(seq, algorithm) if keys_by_table is None else log_rows(seq, keys_by_table, algorithm)
    event.hash = compute_event_digest(event)
    event.save()
    head.seq, head.hash = event.seq, event.hash
    head.save()
    return event


def _normalize_json(event_data: dict[str, Any]) -> dict[str, Any]:
    """The data after a JSON round trip, so that the digest is over what is stored."""
    json_text = json.dumps(event_data, cls=DjangoJSONEncoder, ensure_ascii=False)
    # PostgreSQL may return a float in another notation (1e20), a text never: floats become texts.
    normalized_data: dict[str, Any] = json.loads(json_text, parse_float=str)
    return normalized_data
