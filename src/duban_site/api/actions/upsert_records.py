"""Create or update records by their external keys, one or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from duban_site.api.models import ExternalKey
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.registers.actions.batch_records import RecordBatch, RecordDraft
from duban_site.registers.actions.create_record import reserve_numbers
from duban_site.registers.actions.update_to_state import TargetState, create_from_state, update_to_state
from duban_site.registers.models import Register, RegisterRecord


class UpsertResult(StrEnum):
    """What was done with one record."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class UpsertOutcome:
    """What was done with the record of a key; `error` says why it was refused."""

    key: str
    result: UpsertResult
    record: RegisterRecord | None = None
    error: Refused | PermissionDenied | None = None


def upsert_records(
    actor: Actor, register: Register, record_states: Sequence[tuple[str, TargetState]]
) -> list[UpsertOutcome]:
    """Bring the record of each key to its state, or refuse it without affecting the others.

    One transaction for all. If only the database refuses, they are tried again one by one, which
    finds the record at fault.
    """
    try:
        return _upsert(actor, register, record_states)
    except DatabaseError:
        if len(record_states) > 1:
            return [upsert_records(actor, register, [record_state])[0] for record_state in record_states]
        refused = Refused(_("数据库不接受这一条的内容，没有写入。"))
        return [UpsertOutcome(record_states[0][0], UpsertResult.REFUSED, error=refused)]


def _upsert(actor: Actor, register: Register, record_states: Sequence[tuple[str, TargetState]]) -> list[UpsertOutcome]:
    policy.require(actor, "registers.write", register)
    record_keys = {record_key for record_key, _state in record_states}
    existing_keys = ExternalKey.objects.filter(register=register, key__in=record_keys)
    # Numbers are reserved in a transaction of their own, which locks the register only for a moment;
    # SQLite locks everything anyway, and a second transaction would wait a second time.
    with transaction.atomic() if connection.vendor == "sqlite" else nullcontext():
        new_count = len(record_keys) - existing_keys.count()
        numbers = reserve_numbers(actor, register, new_count) if new_count else range(0)
        with transaction.atomic():
            return _upsert_batch(
                RecordBatch(actor, register, numbers), record_states, dict(existing_keys.values_list("key", "record"))
            )


def _upsert_batch(
    batch: RecordBatch, record_states: Sequence[tuple[str, TargetState]], record_ids_by_key: dict[str, int]
) -> list[UpsertOutcome]:
    loaded = batch.load_drafts(record_ids_by_key.values())
    drafts = {record_key: loaded[record_id] for record_key, record_id in record_ids_by_key.items()}
    outcomes: list[UpsertOutcome] = []
    keys_by_new_draft: dict[int, str] = {}
    for record_key, state in record_states:
        outcomes.append(_upsert_record(batch, drafts, record_key, state))
        if outcomes[-1].result is UpsertResult.CREATED:
            keys_by_new_draft[id(drafts[record_key])] = record_key

    def build_external_key(draft: RecordDraft) -> ExternalKey:
        return ExternalKey(register=batch.register, record=draft.row, key=keys_by_new_draft[id(draft)])

    batch.write_drafts(build_external_key)
    return outcomes


def _upsert_record(
    batch: RecordBatch, drafts: dict[str, RecordDraft], record_key: str, state: TargetState
) -> UpsertOutcome:
    draft = drafts.get(record_key)
    try:
        if draft is None:
            draft = drafts[record_key] = create_from_state(batch, state)
            return UpsertOutcome(record_key, UpsertResult.CREATED, draft.row)
        if draft.record is None:
            raise PermissionDenied(_("没有找到，或者不在您的范围内。"))
        event_count = len(draft.events)
        update_to_state(batch, draft, state)
    except (Refused, PermissionDenied) as error:
        return UpsertOutcome(record_key, UpsertResult.REFUSED, error=error)
    changed = len(draft.events) > event_count
    return UpsertOutcome(record_key, UpsertResult.CHANGED if changed else UpsertResult.UNCHANGED, draft.row)
