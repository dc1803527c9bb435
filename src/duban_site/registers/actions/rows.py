"""Sub-rows of a record: add, edit, close."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from duban.registers import RowAdded, RowClosed, RowEdited, Value
from duban_site.core.actor import Actor
from duban_site.registers.actions.happen import NOW, When, happen
from duban_site.registers.models import RegisterEvent, RegisterRecord


@transaction.atomic
def add_row(
    actor: Actor,
    record: RegisterRecord,
    rows: str,
    values: Mapping[str, Value],
    *,
    row: str = "",
    when: When = NOW,
) -> RegisterEvent:
    """Add a sub-row; without an id it gets the list's next number. Raises Declined, Conflict."""
    held = RegisterRecord.objects.select_for_update().get(pk=record.pk)
    added = held.events.filter(kind="row_added", data__rows=rows)
    taken = set(added.values_list("data__row", flat=True))
    kept = {key: value for key, value in values.items() if value is not None}
    told = {"rows": rows, "row": row.strip() or next_id(taken), "values": kept}
    return happen(actor, record, RowAdded, when=when, action="registers.add_row", **told)


def next_id(taken: Collection[str]) -> str:
    """The next free number as an id, given the used ids of a list."""
    number = len(taken) + 1
    while str(number) in taken:
        number += 1
    return str(number)


def edit_row(
    actor: Actor,
    record: RegisterRecord,
    rows: str,
    row: str,
    values: Mapping[str, Value],
    *,
    when: When = NOW,
) -> RegisterEvent:
    """Change fields of a sub-row. Raises Declined, Conflict."""
    told = {"rows": rows, "row": row, "values": values}
    return happen(actor, record, RowEdited, when=when, action="registers.edit_row", **told)


def close_row(
    actor: Actor, record: RegisterRecord, rows: str, row: str, *, when: When = NOW
) -> RegisterEvent:
    """Close a sub-row. Raises Declined, Conflict."""
    told = {"rows": rows, "row": row}
    return happen(actor, record, RowClosed, when=when, action="registers.close_row", **told)
