"""Decides whether an event is allowed: the rules of a register, each refusal with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from duban.notices import Name, Notice, NoticeError, make_notice
from duban.registers import events as event_types
from duban.registers.days import Days
from duban.registers.declaration import Declaration, Stage
from duban.registers.errors import RefusedError, refuse
from duban.registers.events import Event
from duban.registers.folding import advance, fold
from duban.registers.record import Record
from duban.registers.record_context import RecordContext
from duban.registers.rights import Rights, list_duty_names
from duban.registers.rules import clocks as clock_rules
from duban.registers.rules import field_values
from duban.registers.rules import rows as row_rules


def propose(
    declaration: Declaration, record: Record | None, event: Event, rights: Rights, days: Days
) -> tuple[Notice, ...]:
    """The refusals of `event` for `record` (None: it does not exist yet); empty when it is allowed.

    `record` is the current state, folded from all its events.
    """
    if declaration.restricted and not rights.restricted:
        return (refuse("register_restricted", register=Name(declaration.name, declaration.english)),)
    if isinstance(event, event_types.Created):
        if record is not None:
            return (refuse("number_taken", number=event.record),)
        return tuple(_check_creation(declaration, event, rights, days))
    if record is None:
        return (refuse("record_missing", number=event.record),)
    refusals = list(_check_order(record, event))
    if refusals:
        return tuple(refusals)
    rule = _RULE_BY_EVENT[type(event)]
    return tuple(rule(declaration, record, event, rights, days))


def apply(declaration: Declaration, record: Record | None, event: Event, rights: Rights, days: Days) -> Record:
    """The record after `event`. Raises RefusedError.

    Raises ValueError for an event that takes effect before an already applied one (a correction):
    fold the complete history instead.
    """
    if refusals := propose(declaration, record, event, rights, days):
        raise RefusedError(refusals)
    if record is None:
        new_record = fold(declaration, [event])
        assert new_record is not None  # noqa: S101 # one event is never nothing
        return new_record
    advanced = advance(declaration, record, event)
    if advanced is None:
        raise NoticeError.make("event_before_last")
    return advanced


def _check_order(record: Record, event: Event) -> Iterable[Notice]:
    """An event has the next serial, and takes effect neither before the record nor after today."""
    if event.serial != record.serial + 1:
        yield refuse("record_changed")
    if event.day > event.at.date():
        yield refuse("day_in_future", "effective", day=event.day)
    earliest_day = record.created if isinstance(event, event_types.Corrected) else _find_earliest_day(record, event)
    if event.day < earliest_day:
        yield refuse("day_too_early", "effective", day=event.day, first=earliest_day)


def _find_earliest_day(record: Record, event: Event) -> dt.date:
    """The earliest effective date: late entries are allowed, but not before later events."""
    if isinstance(event, event_types.Moved | event_types.Edited | event_types.RowAdded | event_types.Attached):
        return record.since
    if isinstance(event, event_types.RowEdited | event_types.RowClosed):
        row = record.rows.get(event.rows, {}).get(event.row)
        return row.added if row else record.created
    return record.day


def _check_duty(duties: frozenset[Any], rights: Rights, doing: Notice | Name) -> Iterable[Notice]:
    if not rights.has_duty_among(duties):
        yield refuse("duty_missing", doing=doing, who=list_duty_names(duties))


def _check_creation(
    declaration: Declaration, event: event_types.Created, rights: Rights, days: Days
) -> Iterable[Notice]:
    yield from _check_duty(declaration.create, rights, make_notice("creating"))
    if event.serial != 1:
        yield refuse("creation_not_first")
    if event.day > event.at.date():
        yield refuse("day_in_future", "effective", day=event.day)
    stage_keys = {stage.key for stage in declaration.stages}
    if event.stage is not None and event.stage not in stage_keys:
        yield refuse("stage_unknown", "stage", stage=event.stage)
        return
    stage = event.stage or declaration.stages[0].key
    if stage != declaration.stages[0].key:
        yield from _check_duty(declaration.correct, rights, make_notice("entering_in_middle_stage"))
    yield from field_values.check_fields(declaration.fields, event.values)
    yield from field_values.check_required(declaration, event.values, stage)
    yield from _check_conditions(declaration, event, days)


def _check_conditions(declaration: Declaration, event: event_types.Created, days: Days) -> Iterable[Notice]:
    field_keys = {field.key for field in declaration.fields}
    if set(event.values) <= field_keys:
        record = fold(declaration, [event])
        assert record is not None  # noqa: S101 # one event is never nothing
        yield from field_values.run_checks(declaration, record, event.day, days)


def _check_edit(
    declaration: Declaration, record: Record, event: event_types.Edited, rights: Rights, days: Days
) -> Iterable[Notice]:
    yield from _check_duty(declaration.edit, rights, make_notice("editing"))
    stage = declaration.stage(record.stage)
    if stage.locked:
        yield refuse("stage_locked", stage=stage)
    yield from field_values.check_edit(declaration, record, event, days)


def _check_correction(
    declaration: Declaration, record: Record, event: event_types.Corrected, rights: Rights, days: Days
) -> Iterable[Notice]:
    yield from _check_duty(declaration.correct, rights, make_notice("correcting"))
    if not event.reason.strip():
        yield refuse("correction_without_reason", "reason")
    if event.rows:
        yield from row_rules.check_row_exists(declaration, record, event.rows, event.row or "")
        yield from row_rules.check_values(declaration, event.rows, event.values)
    else:
        yield from field_values.check_edit(declaration, record, event, days)


def _check_move(
    declaration: Declaration, record: Record, event: event_types.Moved, rights: Rights, days: Days
) -> Iterable[Notice]:
    current_stage = declaration.stage(record.stage)
    move = declaration.find_move(record.stage, event.to)
    if move is None:
        yield _refuse_move(declaration, current_stage, event.to)
        return
    yield from _check_duty(move.who, rights, Name(move.label, move.english))
    if move.reason and not event.reason.strip():
        yield refuse("move_without_reason", "reason", move=move)
    yield from field_values.check_edit(declaration, record, event, days, with_checks=False)
    values_after = {**record.values, **event.values}
    yield from field_values.check_required(declaration, values_after, event.to)
    for key in move.requires:
        if values_after.get(key) is None:
            yield refuse("move_needs_field", key, move=move, field=declaration.field(key))
    attached = {document.kind for document in record.documents}
    for document_kind in move.documents:
        if document_kind not in attached:
            yield refuse("move_needs_document", "documents", move=move, kind=document_kind)
    context = RecordContext(declaration, field_values.replace_values(record, values_after), event.day, days)
    if move.condition is not None and not move.condition.is_true(context):
        yield refuse("move_condition", sentence=move.otherwise)
    yield from field_values.run_checks(declaration, field_values.replace_values(record, values_after), event.day, days)


def _refuse_move(declaration: Declaration, origin: Stage, to: str) -> Notice:
    """The refusal of a move that is not declared: the stages that the record could move to."""
    ways = tuple(declaration.stage(move.to) for move in declaration.list_moves_from(origin.key))
    target: object = next((stage for stage in declaration.stages if stage.key == to), to)
    if not ways:
        return refuse("move_from_last_stage", "to", origin=origin, to=target)
    return refuse("move_impossible", "to", origin=origin, to=target, ways=ways)


def _check_attachment(
    declaration: Declaration, _record: Record, event: event_types.Attached, rights: Rights, _days: Days
) -> Iterable[Notice]:
    moving_duties = frozenset(duty for move in declaration.moves for duty in move.who)
    yield from _check_duty(declaration.edit | moving_duties, rights, make_notice("attaching"))
    if not event.kind.strip() or not event.name.strip():
        yield refuse("document_incomplete", "kind")


def _check_erasure(
    declaration: Declaration, _record: Record, event: event_types.Erased, rights: Rights, _days: Days
) -> Iterable[Notice]:
    yield from _check_duty(declaration.correct, rights, make_notice("erasing"))
    personal_keys = field_values.list_personal_keys(declaration)
    for key in event.keys:
        if key not in personal_keys:
            yield refuse("not_personal", key, key=key)


_RULE_BY_EVENT: dict[type[Event], Callable[..., Iterable[Notice]]] = {
    event_types.Edited: _check_edit,
    event_types.Corrected: _check_correction,
    event_types.Moved: _check_move,
    event_types.Attached: _check_attachment,
    event_types.Erased: _check_erasure,
    event_types.RowAdded: row_rules.check_addition,
    event_types.RowEdited: row_rules.check_edit,
    event_types.RowClosed: row_rules.check_closing,
    event_types.ExtensionRequested: clock_rules.check_extension_request,
    event_types.ExtensionDecided: clock_rules.check_extension_decision,
    event_types.Paused: clock_rules.check_pause,
    event_types.Resumed: clock_rules.check_resumption,
}
