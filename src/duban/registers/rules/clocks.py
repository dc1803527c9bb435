"""Rules of clocks: extensions requested in time and decided once, pauses where allowed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from duban.registers import events as event_types
from duban.registers.clocks import ClockState, list_extension_requests, read_clock
from duban.registers.days import Days
from duban.registers.declaration import Clock, Declaration
from duban.registers.errors import Refusal
from duban.registers.record import Record
from duban.registers.rights import Rights, describe_duties

_STARTED_STATES = frozenset({ClockState.RUNNING, ClockState.SOON, ClockState.PAUSED, ClockState.OVERDUE})


def check_extension_request(
    declaration: Declaration, record: Record, event: event_types.ExtensionRequested, rights: Rights, days: Days
) -> Iterable[Refusal]:
    """An extension must be requested before the end, within what the clock allows."""
    clock = _find_clock(declaration, event.clock)
    if clock is None or clock.extension is None:
        yield Refusal("extension", "这个时限不能延期", "clock")
        return
    max_days, min_notice_days = clock.extension.most, clock.extension.before
    if not rights.has_duty_among(clock.extension.ask):
        yield Refusal("duty", f"您无权申请延期；可以申请的是：{describe_duties(clock.extension.ask)}")
    if not event.reason.strip():
        yield Refusal("reason", "申请延期必须说明原因", "reason")
    reading = read_clock(declaration, clock, record, event.day, days)
    if reading.state not in _STARTED_STATES or reading.remaining_days is None:
        yield Refusal("idle", f"“{clock.label}”没有在计时，不用延期", "clock")
    elif reading.state is ClockState.OVERDUE or reading.remaining_days < min_notice_days:
        yield Refusal("late", f"延期须在届满前{min_notice_days}日申请；“{clock.label}”{reading.due}到期", "clock")
    earlier_requests = [
        candidate for candidate in list_extension_requests(clock, record) if candidate.granted is not False
    ]
    if any(request.granted is None for request in earlier_requests):
        yield Refusal("open", "已有一项延期申请待批", "clock")
    if len(earlier_requests) >= clock.extension.times:
        yield Refusal("times", f"最多延期{clock.extension.times}次", "clock")
    total_days = sum(request.days for request in earlier_requests) + event.days
    if event.days < 1 or total_days > max_days:
        yield Refusal("days", f"延期共不超过{max_days}日，连同已批的是{total_days}日", "days")


def check_extension_decision(
    declaration: Declaration, record: Record, event: event_types.ExtensionDecided, rights: Rights, _days: Days
) -> Iterable[Refusal]:
    """The open request is granted or refused, by a duty that may approve it."""
    clock = _find_clock(declaration, event.clock)
    if clock is None or clock.extension is None:
        yield Refusal("extension", "这个时限不能延期", "clock")
        return
    if not rights.has_duty_among(clock.extension.approve):
        yield Refusal("duty", f"您无权审批延期；可以审批的是：{describe_duties(clock.extension.approve)}")
    if not any(request.clock == clock.key and request.granted is None for request in record.requests):
        yield Refusal("none", "没有待批的延期申请", "clock")
    if not event.granted and not event.reason.strip():
        yield Refusal("reason", "驳回延期必须说明原因", "reason")


def check_pause(
    declaration: Declaration, record: Record, event: event_types.Paused, rights: Rights, days: Days
) -> Iterable[Refusal]:
    """Only a running clock that is declared pausable may be paused, with a reason."""
    clock = _find_clock(declaration, event.clock)
    yield from _check_pausable(declaration, clock, rights)
    if clock is None:
        return
    if not event.reason.strip():
        yield Refusal("reason", "暂停计时必须说明原因", "reason")
    if _is_paused(record, clock):
        yield Refusal("paused", f"“{clock.label}”已经暂停", "clock")
    elif read_clock(declaration, clock, record, event.day, days).state not in _STARTED_STATES:
        yield Refusal("idle", f"“{clock.label}”没有在计时，不用暂停", "clock")


def check_resumption(
    declaration: Declaration, record: Record, event: event_types.Resumed, rights: Rights, _days: Days
) -> Iterable[Refusal]:
    """Only a paused clock may be resumed."""
    clock = _find_clock(declaration, event.clock)
    yield from _check_pausable(declaration, clock, rights)
    if clock is not None and not _is_paused(record, clock):
        yield Refusal("running", f"“{clock.label}”没有暂停", "clock")


def _check_pausable(declaration: Declaration, clock: Clock | None, rights: Rights) -> Iterable[Refusal]:
    if clock is None or not clock.pausable:
        yield Refusal("pausable", "这个时限不能暂停", "clock")
    if not rights.has_duty_among(declaration.correct):
        yield Refusal("duty", f"您无权暂停或恢复计时；可以的是：{describe_duties(declaration.correct)}")


def _is_paused(record: Record, clock: Clock) -> bool:
    return any(pause.clock == clock.key and pause.until is None for pause in record.pauses)


def _find_clock(declaration: Declaration, key: Any) -> Clock | None:
    return next((clock for clock in declaration.clocks if clock.key == key), None)
