"""Sub-rows of a record: add, edit, close."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from duban.registers import RowAdded, RowClosed, RowEdited, Value
from duban_site.core.actor import Actor
from duban_site.registers.actions.record_event import RECORDED_NOW, EventTiming, record_event
from duban_site.registers.models import RegisterEvent, RegisterRecord


@transaction.atomic
def add_row(
    actor: Actor,
    record: RegisterRecord,
    list_key: str,
    values: Mapping[str, Value],
    *,
    row_id: str = "",
    timing: EventTiming = RECORDED_NOW,
) -> RegisterEvent:
    """Add a sub-row; without an id it gets the list's next number. Raises Declined, Conflict."""
    locked_record = RegisterRecord.objects.select_for_update().get(pk=record.pk)
    earlier_additions = locked_record.events.filter(kind="row_added", data__rows=list_key)
    used_ids = set(earlier_additions.values_list("data__row", flat=True))
    filled_values = {key: value for key, value in values.items() if value is not None}
    event_fields = {"rows": list_key, "row": row_id.strip() or next_row_id(used_ids), "values": filled_values}
    return record_event(actor, record, RowAdded, timing=timing, action="registers.add_row", **event_fields)


def next_row_id(used_ids: Collection[str]) -> str:
    """The next free number as an id, given the used ids of a list."""
    number = len(used_ids) + 1
    while str(number) in used_ids:
        number += 1
    return str(number)


def edit_row(
    actor: Actor,
    record: RegisterRecord,
    list_key: str,
    row_id: str,
    values: Mapping[str, Value],
    *,
    timing: EventTiming = RECORDED_NOW,
) -> RegisterEvent:
    """Change fields of a sub-row. Raises Declined, Conflict."""
    event_fields = {"rows": list_key, "row": row_id, "values": values}
    return record_event(actor, record, RowEdited, timing=timing, action="registers.edit_row", **event_fields)


def close_row(
    actor: Actor, record: RegisterRecord, list_key: str, row_id: str, *, timing: EventTiming = RECORDED_NOW
) -> RegisterEvent:
    """Close a sub-row. Raises Declined, Conflict."""
    event_fields = {"rows": list_key, "row": row_id}
    return record_event(actor, record, RowClosed, timing=timing, action="registers.close_row", **event_fields)
