"""Appending events to the log: the last step of every action, within its transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from duban_site.core.actor import Actor, System, actor_id, actor_name
from duban_site.core.audit import addresses, request_id
from duban_site.core.audit.chain import seal
from duban_site.core.audit.models import Event, Head
from duban_site.core.audit.rows.digests import logged_tables
from duban_site.core.audit.rows.logging import (
    log_changed_rows,
    log_rows,
    log_rows_of_many,
    take_changed_rows,
)
from duban_site.core.clock import utc_now
from duban_site.database.many import insert_all
from duban_site.encryption.digests import current_algorithm

LABEL = 300
OTHER_ROWS, MIGRATED = "audit.other_rows", "audit.migrated_rows"


def log(actor: Actor, action: str, obj: models.Model | None = None, **data: Any) -> Event:
    """Append an event to the chain.

    The head's row is locked until the action's transaction ends, so that two concurrent actions
    cannot both follow the same event. Raises RuntimeError where no transaction is open: an event
    must be rolled back together with its change.
    """
    if not transaction.get_connection().in_atomic_block:
        msg = f"{action} logs outside of a transaction. Wrap the action in transaction.atomic()."
        raise RuntimeError(msg)
    return _append(actor, action, obj, data)


@dataclass(frozen=True, slots=True)
class Entry:
    """One of many events that are logged together, with the rows that it alone covers."""

    action: str
    obj: models.Model
    data: dict[str, Any]
    rows: tuple[models.Model, ...] = ()


def log_all(actor: Actor, entries: Sequence[Entry]) -> None:
    """Append many events at once, each as `log_event` would, in few statements.

    A row is covered by the last entry that lists it; rows that none lists, by the last entry.
    Raises RuntimeError where no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        msg = "Events are logged outside of a transaction. Wrap the action in transaction.atomic()."
        raise RuntimeError(msg)
    if not entries:
        return
    algorithm, moment = current_algorithm(), utc_now()
    taken = take_changed_rows(algorithm)  # computed before the head is locked: that blocks others
    head = Head.objects.select_for_update().get_or_create(pk=1)[0]
    covering = {
        (row._meta.db_table, row.pk): head.seq + 1 + place
        for place, entry in enumerate(entries)
        for row in entry.rows
    }
    digests = log_rows_of_many(taken, covering, head.seq + len(entries), algorithm)
    events = []
    for entry in entries:
        seq = head.seq + 1
        event = _event(actor, entry.action, entry.obj, entry.data, seq, moment)
        event.algorithm, event.rows, event.previous = algorithm, digests.get(seq, ""), head.hash
        event.hash = seal(event)
        head.seq, head.hash = event.seq, event.hash
        events.append(event)
    insert_all(Event, events)
    head.save()


def _event(
    actor: Actor,
    action: str,
    obj: models.Model | None,
    data: dict[str, Any],
    seq: int,
    moment: dt.datetime,
) -> Event:
    """An event that is not yet part of the chain."""
    return Event(
        seq=seq,
        at=moment,
        actor_id=actor_id(actor),
        actor=actor_name(actor),
        action=action,
        object_type="" if obj is None else obj._meta.label_lower,
        object_id=None if obj is None else obj.pk,
        label="" if obj is None else str(obj)[:LABEL],
        data=_plain(data),
        request_id=request_id.current.get(),
        address=addresses.current.get(),
    )


def log_other_changes() -> None:
    """Log changed rows that no event covers: changed after an action's event, or by no action.

    Called at the commit of each transaction that has such rows.
    """
    with transaction.atomic(savepoint=False):
        _append(System("系统"), OTHER_ROWS, None, {})


def log_tables(tables: list[str]) -> Event:
    """Log every row of these tables, which a migration changed."""
    keys = {
        table: set(logged_tables()[table]._base_manager.values_list("pk", flat=True))
        for table in tables
    }
    return _append(System("系统"), MIGRATED, None, {"tables": tables}, keys)


def _append(
    actor: Actor,
    action: str,
    obj: models.Model | None,
    data: dict[str, Any],
    rows: Mapping[str, Iterable[int]] | None = None,
) -> Event:
    """Append an event with the digests of the changed rows, or of those of `keys_by_table`."""
    head = Head.objects.select_for_update().get_or_create(pk=1)[0]
    seq, algorithm = head.seq + 1, current_algorithm()
    event = _event(actor, action, obj, data, seq, utc_now())
    event.algorithm, event.previous = algorithm, head.hash
    event.rows = (
        log_changed_rows(seq, algorithm) if rows is None else log_rows(seq, rows, algorithm)
    )
    event.hash = seal(event)
    event.save()
    head.seq, head.hash = event.seq, event.hash
    head.save()
    return event


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """The data after a JSON round trip, so that the digest is over what is stored."""
    written = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    # PostgreSQL may return a float in another notation (1e20), a text never: floats become texts.
    plain: dict[str, Any] = json.loads(written, parse_float=str)
    return plain
