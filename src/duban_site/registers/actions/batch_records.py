"""Change many records of one register in one transaction, with few SQL statements.

The result is the same as calling `record_event` for each record: the same rules are checked, the
same rows are written, and each event has its log entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _

from duban.registers import Created, Declaration, Event, Record, event_from_json, fold, propose
from duban.registers.events import NAME_BY_EVENT_TYPE
from duban.registers.folding import advance
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, format_actor_name
from duban_site.core.audit.log import LogEntry, log_entries
from duban_site.core.clock import now, to_local_date
from duban_site.core.errors import Refused
from duban_site.database.bulk import bulk_insert, bulk_update
from duban_site.registers.actions.record_event import BATCH_SIZE, build_event_row, build_personal_row, hash_event_json
from duban_site.registers.actions.update_shares import write_shares
from duban_site.registers.duties import BodyDirectory, RecordBodies, resolve_rights
from duban_site.registers.errors import Declined
from duban_site.registers.history import merge_personal_values
from duban_site.registers.models import Personal, Register, RegisterEvent, RegisterRecord
from duban_site.registers.queries.record_references import find_dangling_references, make_caching_finder
from duban_site.registers.sealed_values import find_unsealed_values
from duban_site.registers.summary import update_summary
from duban_site.registers.working_days import working_days

LOG_ACTION_BY_EVENT_KIND = {
    "created": "registers.create",
    "edited": "registers.edit",
    "corrected": "registers.correct",
    "moved": "registers.move",
    "row_added": "registers.add_row",
    "row_edited": "registers.edit_row",
}
"""Kind of event → its action in the log, the same as for a single change."""
ExtraRowFactory = Callable[["RecordDraft"], models.Model | None]


@dataclass(slots=True, eq=False)
class RecordDraft:
    """A record being changed: all its events, its current state, and the events not yet written."""

    row: RegisterRecord
    events: list[Event] = field(default_factory=list)
    record: Record | None = None
    new: list[Event] = field(default_factory=list)
    log_details: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Serial of a new event → further details for its log entry."""

    @property
    def current_record(self) -> Record:
        """The record's current state; it exists as soon as the creation passed the rules."""
        assert self.record is not None  # noqa: S101 # by the order of calls
        return self.record


class RecordBatch:
    """Changes of a register's records: each is validated at once, `write_drafts` writes them all.

    Use it within a transaction. New records take their numbers from `reserved_numbers`. Only the
    records themselves are locked before `write_drafts`, so several batches can run in parallel.
    """

    def __init__(self, actor: Actor, register: Register, reserved_numbers: Iterable[int]) -> None:
        policy.require(actor, "registers.write", register)
        self.actor, self.register = actor, register
        self.declaration: Declaration = register.declaration
        self.at = now()
        self.date = to_local_date(self.at)
        self._body_directory = BodyDirectory()
        self._find_missing = make_caching_finder(self._body_directory)
        self._drafts: list[RecordDraft] = []
        self._reserved_numbers = [*reserved_numbers]
        self._used_numbers_by_year: dict[int, set[str]] = {}

    def load_drafts(self, record_keys: Collection[int]) -> dict[int, RecordDraft]:
        """Lock and load these records; those the actor may not change raise a 403 when changed."""
        locked_rows = RegisterRecord.objects.select_for_update(of=("self",), no_key=True).filter(
            register=self.register, pk__in=record_keys
        )
        locked_rows = locked_rows.order_by("pk")  # the same order everywhere, so that two batches cannot deadlock
        row_by_key = {row.pk: row for row in locked_rows}
        event_rows = RegisterEvent.objects.filter(record__in=row_by_key).order_by("record", "serial")
        event_values = event_rows.values_list("record", "data", "personal__values")
        draft_by_key = {}
        for record_key, record_values in groupby(event_values.iterator(BATCH_SIZE), key=lambda values: values[0]):
            history = [
                event_from_json(self.declaration, merge_personal_values(event_json, personal_values))
                for _record_key, event_json, personal_values in record_values
            ]
            row_by_key[record_key].register = self.register
            draft_by_key[record_key] = RecordDraft(row_by_key[record_key], history, fold(self.declaration, history))
        writable = policy.filter_visible(
            self.actor, "registers.write_record", RegisterRecord.objects.filter(pk__in=row_by_key)
        )
        writable_keys = set(writable.order_by().values_list("pk", flat=True))
        for record_key, draft in draft_by_key.items():
            if record_key not in writable_keys:
                draft.record = None
        return draft_by_key

    def start_record(self, values: dict[str, Any], effective_date: dt.date | None, stage: str | None) -> RecordDraft:
        """Start a new record under the next reserved number. Raises Declined."""
        number = self._next_number((effective_date or self.at).year)
        draft = RecordDraft(RegisterRecord(register=self.register, number=number))
        event = Created(
            record=number,
            serial=1,
            at=self.at,
            actor=format_actor_name(self.actor),
            version=self.declaration.version,
            effective=effective_date,
            values={field_key: value for field_key, value in values.items() if value is not None},
            stage=stage,
        )
        self._apply_event(draft, event)
        return draft

    def add_event(
        self, draft: RecordDraft, event_type: type[Event], effective_date: dt.date | None, **event_fields: Any
    ) -> None:
        """Add the record's next event. Raises Declined with the rules' reasons."""
        if draft.record is None:
            raise PermissionDenied(_("您的角色无权进行此操作。"))
        event = event_type(
            record=draft.row.number,
            serial=draft.record.serial + 1,
            at=self.at,
            actor=format_actor_name(self.actor),
            version=self.declaration.version,
            effective=effective_date,
            **event_fields,
        )
        self._apply_event(draft, event)

    def _apply_event(self, draft: RecordDraft, event: Event) -> None:
        next_record = self._fold_next(draft, event)
        judged_record = next_record if draft.record is None else draft.record
        bodies = (
            None if judged_record is None else self._body_directory.find_record_bodies(self.declaration, judged_record)
        )
        actor_rights = resolve_rights(self.actor, self.register, bodies)
        refusals = propose(self.declaration, draft.record, event, actor_rights, working_days())
        dangling_refusals = find_dangling_references(self.declaration, draft.record, event, self._find_missing)
        if refusals := (*refusals, *find_unsealed_values(self.declaration, event), *dangling_refusals):
            raise Declined(refusals)
        if next_record is None:
            next_record = fold(self.declaration, [*draft.events, event])
        draft.events.append(event)
        draft.new.append(event)
        draft.record = next_record

    def _fold_next(self, draft: RecordDraft, event: Event) -> Record | None:
        """The record after the event; None where it is invalid or a full fold is needed."""
        try:
            if draft.record is None:
                return fold(self.declaration, [event])
            return advance(self.declaration, draft.record, event)
        except (KeyError, ValueError):  # an unknown field or stage: the rules report it
            return None

    def _next_number(self, year: int) -> str:
        """The next reserved number that no record of the year uses."""
        if year not in self._used_numbers_by_year:
            candidates = [f"{year}-{sequence:06}" for sequence in self._reserved_numbers]
            clashing = RegisterRecord.objects.filter(register=self.register, number__in=candidates)
            self._used_numbers_by_year[year] = set(clashing.values_list("number", flat=True))
        while self._reserved_numbers:
            number = f"{year}-{self._reserved_numbers.pop(0):06}"
            if number not in self._used_numbers_by_year[year]:
                return number
        raise Refused(_("预留的编号已被占用，请重试。"))

    def enqueue_draft(self, draft: RecordDraft) -> None:
        """Queue the draft for `write_drafts`, where it has new events."""
        if draft.new and draft not in self._drafts:
            self._drafts.append(draft)

    def write_drafts(self, make_extra_row: ExtraRowFactory = lambda _draft: None) -> None:
        """Write and log the queued drafts, and a row of `make_extra_row` with each new record."""
        drafts = self._drafts
        new_drafts = [draft for draft in drafts if draft.row.pk is None]
        bodies_by_draft = {id(draft): self._summarise(draft) for draft in drafts}
        changed_rows = [draft.row for draft in drafts if draft.row.pk is not None]
        bulk_insert(RegisterRecord, [draft.row for draft in new_drafts])
        bulk_update(RegisterRecord, changed_rows)
        _write_named_bodies(
            [(record_draft.row, bodies_by_draft[id(record_draft)]) for record_draft in drafts],
            {record_draft.row.pk for record_draft in new_drafts},
        )
        row_by_event, personal_by_event = self._write_events(drafts)
        extra_by_record = {
            draft.row.pk: extra_row for draft in new_drafts if (extra_row := make_extra_row(draft)) is not None
        }
        for model in {type(extra_row) for extra_row in extra_by_record.values()}:
            same_model_rows = [extra_row for extra_row in extra_by_record.values() if type(extra_row) is model]
            bulk_insert(model, same_model_rows)
        rows_with_events = [(draft.row, draft.events) for draft in drafts]
        write_shares(self.register, rows_with_events, new_keys={draft.row.pk for draft in new_drafts})
        log_entries(self.actor, [*self._log_entries(drafts, row_by_event, personal_by_event, extra_by_record)])

    def _summarise(self, draft: RecordDraft) -> RecordBodies:
        return update_summary(
            draft.row,
            self.declaration,
            draft.current_record,
            self.date,
            working_days(),
            self._body_directory,
        )

    def _write_events(
        self, drafts: Sequence[RecordDraft]
    ) -> tuple[dict[tuple[int, int], RegisterEvent], dict[tuple[int, int], Personal]]:
        """Insert the events; gives their rows and their personal rows by record and serial."""
        rows_with_personal = [
            build_event_row(self.actor, draft.row, self.declaration, event) for draft in drafts for event in draft.new
        ]
        bulk_insert(RegisterEvent, [stored_event for stored_event, _personal_values in rows_with_personal])
        personal_rows = [
            build_personal_row(self.declaration, stored_event, personal_values)
            for stored_event, personal_values in rows_with_personal
            if personal_values
        ]
        bulk_insert(Personal, personal_rows)
        return (
            {
                (stored_event.record_id, stored_event.serial): stored_event
                for stored_event, _personal_values in rows_with_personal
            },
            {(personal_row.record_id, personal_row.event.serial): personal_row for personal_row in personal_rows},
        )

    def _log_entries(
        self,
        drafts: Sequence[RecordDraft],
        row_by_event: dict[tuple[int, int], RegisterEvent],
        personal_by_event: dict[tuple[int, int], Personal],
        extra_by_record: dict[int, models.Model],
    ) -> Iterator[LogEntry]:
        for draft in drafts:
            for event in draft.new:
                event_key = (draft.row.pk, event.serial)
                stored_event, logged_rows = (row_by_event[event_key], [draft.row, row_by_event[event_key]])
                logged_rows += [personal_by_event[event_key]] if event_key in personal_by_event else []
                if isinstance(event, Created) and draft.row.pk in extra_by_record:
                    logged_rows.append(extra_by_record[draft.row.pk])
                details = {"serial": event.serial, "digest": hash_event_json(stored_event.data)}
                details |= draft.log_details.get(event.serial, {})
                yield LogEntry(
                    LOG_ACTION_BY_EVENT_KIND[NAME_BY_EVENT_TYPE[type(event)]], draft.row, details, tuple(logged_rows)
                )


def _write_named_bodies(rows_with_bodies: Iterable[tuple[RegisterRecord, RecordBodies]], new_keys: set[int]) -> None:
    """Update the link rows to the further bodies that the records name; unchanged ones stay."""
    link_model: Any = RegisterRecord.others.through
    expected_pairs = {(row.pk, body.pk) for row, bodies in rows_with_bodies for body in bodies.mentioned}
    link_key_by_pair: dict[tuple[int, int], int] = {}
    changed_keys = [row.pk for row, _bodies in rows_with_bodies if row.pk not in new_keys]
    if changed_keys:
        existing_links = link_model.objects.filter(registerrecord__in=changed_keys)
        link_key_by_pair = {
            (record_key, body_key): link_key
            for link_key, record_key, body_key in existing_links.values_list("pk", "registerrecord", "body")
        }
    stale_link_keys = [link_key for pair, link_key in link_key_by_pair.items() if pair not in expected_pairs]
    if stale_link_keys:
        link_model.objects.filter(pk__in=stale_link_keys).delete()
    missing_pairs = sorted(expected_pairs - link_key_by_pair.keys())
    link_model.objects.bulk_create(
        [link_model(registerrecord_id=record_key, body_id=body_key) for record_key, body_key in missing_pairs],
        BATCH_SIZE,
    )
