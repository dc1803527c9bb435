"""Decides whether an event is allowed: the rules of a register, each refusal with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from duban.registers import events as event_types
from duban.registers.days import Days
from duban.registers.declaration import Declaration
from duban.registers.errors import Refusal, RefusedError
from duban.registers.events import Event
from duban.registers.folding import advance, fold
from duban.registers.record import Record
from duban.registers.record_context import RecordContext
from duban.registers.rights import Rights, describe_duties
from duban.registers.rules import clocks as clock_rules
from duban.registers.rules import field_values
from duban.registers.rules import rows as row_rules


def propose(
    declaration: Declaration, record: Record | None, event: Event, rights: Rights, days: Days
) -> tuple[Refusal, ...]:
    """The refusals of `event` for `record` (None: it does not exist yet); empty when it is allowed.

    `record` is the current state, folded from all its events.
    """
    if declaration.restricted and not rights.restricted:
        return (Refusal("restricted", f"“{declaration.name}”限定范围，您不能查看或填写"),)
    if isinstance(event, event_types.Created):
        if record is not None:
            return (Refusal("exists", f"编号{event.record}已经有了；请换一个编号"),)
        return tuple(_check_creation(declaration, event, rights, days))
    if record is None:
        return (Refusal("none", f"没有编号为{event.record}的记录；请先新建"),)
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
        raise ValueError("该事项早于最近一次变动生效；请用全部事项重新归集（fold）")
    return advanced


def _check_order(record: Record, event: Event) -> Iterable[Refusal]:
    """An event has the next serial, and takes effect neither before the record nor after today."""
    if event.serial != record.serial + 1:
        yield Refusal("serial", "这条记录刚有别的变动；请刷新后重做")
    if event.day > event.at.date():
        yield Refusal("future", f"生效日期{event.day}在今天之后；请填今天或以前的日期", "effective")
    earliest_day = record.created if isinstance(event, event_types.Corrected) else _find_earliest_day(record, event)
    if event.day < earliest_day:
        yield Refusal("past", f"生效日期{event.day}早于{earliest_day}；请改用更正或填以后的日期", "effective")


def _find_earliest_day(record: Record, event: Event) -> dt.date:
    """The earliest effective date: late entries are allowed, but not before later events."""
    if isinstance(event, event_types.Moved | event_types.Edited | event_types.RowAdded | event_types.Attached):
        return record.since
    if isinstance(event, event_types.RowEdited | event_types.RowClosed):
        row = record.rows.get(event.rows, {}).get(event.row)
        return row.added if row else record.created
    return record.day


def _check_duty(duties: frozenset[Any], rights: Rights, action_label: str) -> Iterable[Refusal]:
    if not rights.has_duty_among(duties):
        yield Refusal("duty", f"您无权{action_label}；可以{action_label}的是：{describe_duties(duties)}")


def _check_creation(
    declaration: Declaration, event: event_types.Created, rights: Rights, days: Days
) -> Iterable[Refusal]:
    yield from _check_duty(declaration.create, rights, "新建")
    if event.serial != 1:
        yield Refusal("serial", "新建应是一条记录的第1项")
    if event.day > event.at.date():
        yield Refusal("future", f"生效日期{event.day}在今天之后；请填今天或以前的日期", "effective")
    stage_keys = {stage.key for stage in declaration.stages}
    if event.stage is not None and event.stage not in stage_keys:
        yield Refusal("stage", f"没有“{event.stage}”这个阶段", "stage")
        return
    stage = event.stage or declaration.stages[0].key
    if stage != declaration.stages[0].key:
        yield from _check_duty(declaration.correct, rights, "从旧台账直接录入到中间阶段")
    yield from field_values.check_fields(declaration.fields, event.values)
    yield from field_values.check_required(declaration, event.values, stage)
    yield from _check_conditions(declaration, event, days)


def _check_conditions(declaration: Declaration, event: event_types.Created, days: Days) -> Iterable[Refusal]:
    field_keys = {field.key for field in declaration.fields}
    if set(event.values) <= field_keys:
        record = fold(declaration, [event])
        assert record is not None  # noqa: S101 # one event is never nothing
        yield from field_values.run_checks(declaration, record, event.day, days)


def _check_edit(
    declaration: Declaration, record: Record, event: event_types.Edited, rights: Rights, days: Days
) -> Iterable[Refusal]:
    yield from _check_duty(declaration.edit, rights, "修改")
    stage = declaration.stage(record.stage)
    if stage.locked:
        yield Refusal("locked", f"“{stage.label}”阶段不能再修改；如有错误请用更正")
    yield from field_values.check_edit(declaration, record, event, days)


def _check_correction(
    declaration: Declaration, record: Record, event: event_types.Corrected, rights: Rights, days: Days
) -> Iterable[Refusal]:
    yield from _check_duty(declaration.correct, rights, "更正")
    if not event.reason.strip():
        yield Refusal("reason", "更正必须说明原因", "reason")
    if event.rows:
        yield from row_rules.check_row_exists(declaration, record, event.rows, event.row or "")
        yield from row_rules.check_values(declaration, event.rows, event.values)
    else:
        yield from field_values.check_edit(declaration, record, event, days)


def _check_move(
    declaration: Declaration, record: Record, event: event_types.Moved, rights: Rights, days: Days
) -> Iterable[Refusal]:
    current_stage = declaration.stage(record.stage)
    move = declaration.find_move(record.stage, event.to)
    if move is None:
        targets_text = "、".join(
            f"“{declaration.stage(next_move.to).label}”" for next_move in declaration.list_moves_from(current_stage.key)
        )
        label_by_stage = {stage.key: stage.label for stage in declaration.stages}
        target_label = label_by_stage.get(event.to, event.to)
        hint = f"只能到：{targets_text}" if targets_text else "这是最后一个阶段"
        yield Refusal("move", f"不能从“{current_stage.label}”到“{target_label}”；{hint}", "to")
        return
    yield from _check_duty(move.who, rights, move.label)
    if move.reason and not event.reason.strip():
        yield Refusal("reason", f"“{move.label}”必须说明原因", "reason")
    yield from field_values.check_edit(declaration, record, event, days, with_checks=False)
    values_after = {**record.values, **event.values}
    yield from field_values.check_required(declaration, values_after, event.to)
    for key in move.requires:
        if values_after.get(key) is None:
            label = declaration.field(key).label
            yield Refusal("requires", f"“{move.label}”须先填写“{label}”", key)
    attached = {document.kind for document in record.documents}
    for document_kind in move.documents:
        if document_kind not in attached:
            yield Refusal("document", f"“{move.label}”须先上传“{document_kind}”", "documents")
    context = RecordContext(declaration, field_values.replace_values(record, values_after), event.day, days)
    if move.condition is not None and not move.condition.is_true(context):
        yield Refusal("when", move.otherwise)
    yield from field_values.run_checks(declaration, field_values.replace_values(record, values_after), event.day, days)


def _check_attachment(
    declaration: Declaration, _record: Record, event: event_types.Attached, rights: Rights, _days: Days
) -> Iterable[Refusal]:
    moving_duties = frozenset(duty for move in declaration.moves for duty in move.who)
    yield from _check_duty(declaration.edit | moving_duties, rights, "上传材料")
    if not event.kind.strip() or not event.name.strip():
        yield Refusal("document", "材料应有类别和名称", "kind")


def _check_erasure(
    declaration: Declaration, _record: Record, event: event_types.Erased, rights: Rights, _days: Days
) -> Iterable[Refusal]:
    yield from _check_duty(declaration.correct, rights, "删除个人信息")
    personal_keys = field_values.list_personal_keys(declaration)
    for key in event.keys:
        if key not in personal_keys:
            yield Refusal("personal", f"“{key}”不是个人信息，不能删除；如有错误请用更正", key)


_RULE_BY_EVENT: dict[type[Event], Callable[..., Iterable[Refusal]]] = {
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
