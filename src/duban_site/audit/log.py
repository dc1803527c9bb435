"""Appending an event: called last in every action, within its transaction."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from duban_site.audit import request_id
from duban_site.audit.chain import seal
from duban_site.audit.models import Event, Head
from duban_site.people.actor import Actor, actor_id, actor_name

LABEL = 300


def log(actor: Actor, action: str, obj: models.Model | None = None, **data: Any) -> Event:
    """Append an event to the chain.

    The head's row is locked until the action's transaction ends, so that two actions at once
    cannot both follow the same event. Raises where no transaction is open: an event that could
    stay behind when its change is rolled back would be a false witness.
    """
    if not transaction.get_connection().in_atomic_block:
        msg = f"{action} logs outside of a transaction. Wrap the action in transaction.atomic()."
        raise RuntimeError(msg)
    head = Head.objects.select_for_update().get_or_create(pk=1)[0]
    event = Event(
        seq=head.seq + 1,
        at=timezone.now(),
        actor_id=actor_id(actor),
        actor=actor_name(actor),
        action=action,
        object_type="" if obj is None else obj._meta.label_lower,
        object_id=None if obj is None else obj.pk,
        label="" if obj is None else str(obj)[:LABEL],
        data=_plain(data),
        request_id=request_id.current.get(),
        previous=head.hash,
    )
    event.hash = seal(event)
    event.save()
    head.seq, head.hash = event.seq, event.hash
    head.save()
    return event


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """`data` as JSON gives it back, so that the hash is of what is stored."""
    written = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    # A float may come back from PostgreSQL written otherwise (1e20); its digits as text may not.
    plain: dict[str, Any] = json.loads(written, parse_float=str)
    return plain
