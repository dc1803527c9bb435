"""Rules of clocks: extensions requested in time and decided once, pauses where allowed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from duban.notices import Notice
from duban.registers import events as event_types
from duban.registers.clocks import ClockState, list_extension_requests, read_clock
from duban.registers.days import Days
from duban.registers.declaration import Clock, Declaration
from duban.registers.errors import refuse
from duban.registers.record import Record
from duban.registers.rights import Rights, list_duty_names

_STARTED_STATES = frozenset({ClockState.RUNNING, ClockState.SOON, ClockState.PAUSED, ClockState.OVERDUE})


def check_extension_request(
    declaration: Declaration, record: Record, event: event_types.ExtensionRequested, rights: Rights, days: Days
) -> Iterable[Notice]:
    """An extension must be requested before the end, within what the clock allows."""
    clock = _find_clock(declaration, event.clock)
    if clock is None or clock.extension is None:
        yield refuse("clock_not_extendable", "clock")
        return
    max_days, min_notice_days = clock.extension.most, clock.extension.before
    if not rights.has_duty_among(clock.extension.ask):
        yield refuse("duty_to_ask_extension_missing", who=list_duty_names(clock.extension.ask))
    if not event.reason.strip():
        yield refuse("extension_request_without_reason", "reason")
    reading = read_clock(declaration, clock, record, event.day, days)
    if reading.state not in _STARTED_STATES or reading.remaining_days is None:
        yield refuse("clock_idle_to_extend", "clock", clock=clock)
    elif reading.state is ClockState.OVERDUE or reading.remaining_days < min_notice_days:
        yield refuse("extension_too_late", "clock", before=min_notice_days, clock=clock, due=reading.due)
    earlier_requests = [
        candidate for candidate in list_extension_requests(clock, record) if candidate.granted is not False
    ]
    if any(request.granted is None for request in earlier_requests):
        yield refuse("extension_undecided", "clock")
    if len(earlier_requests) >= clock.extension.times:
        yield refuse("extensions_too_many", "clock", times=clock.extension.times)
    total_days = sum(request.days for request in earlier_requests) + event.days
    if event.days < 1 or total_days > max_days:
        yield refuse("extension_too_long", "days", most=max_days, total=total_days)


def check_extension_decision(
    declaration: Declaration, record: Record, event: event_types.ExtensionDecided, rights: Rights, _days: Days
) -> Iterable[Notice]:
    """The open request is granted or refused, by a duty that may approve it."""
    clock = _find_clock(declaration, event.clock)
    if clock is None or clock.extension is None:
        yield refuse("clock_not_extendable", "clock")
        return
    if not rights.has_duty_among(clock.extension.approve):
        yield refuse("duty_to_decide_extension_missing", who=list_duty_names(clock.extension.approve))
    if not any(request.clock == clock.key and request.granted is None for request in record.requests):
        yield refuse("extension_not_asked", "clock")
    if not event.granted and not event.reason.strip():
        yield refuse("extension_refusal_without_reason", "reason")


def check_pause(
    declaration: Declaration, record: Record, event: event_types.Paused, rights: Rights, days: Days
) -> Iterable[Notice]:
    """Only a running clock that is declared pausable may be paused, with a reason."""
    clock = _find_clock(declaration, event.clock)
    yield from _check_pausable(declaration, clock, rights)
    if clock is None:
        return
    if not event.reason.strip():
        yield refuse("pause_without_reason", "reason")
    if _is_paused(record, clock):
        yield refuse("clock_paused", "clock", clock=clock)
    elif read_clock(declaration, clock, record, event.day, days).state not in _STARTED_STATES:
        yield refuse("clock_idle_to_pause", "clock", clock=clock)


def check_resumption(
    declaration: Declaration, record: Record, event: event_types.Resumed, rights: Rights, _days: Days
) -> Iterable[Notice]:
    """Only a paused clock may be resumed."""
    clock = _find_clock(declaration, event.clock)
    yield from _check_pausable(declaration, clock, rights)
    if clock is not None and not _is_paused(record, clock):
        yield refuse("clock_not_paused", "clock", clock=clock)


def _check_pausable(declaration: Declaration, clock: Clock | None, rights: Rights) -> Iterable[Notice]:
    if clock is None or not clock.pausable:
        yield refuse("clock_not_pausable", "clock")
    if not rights.has_duty_among(declaration.correct):
        yield refuse("duty_to_pause_missing", who=list_duty_names(declaration.correct))


def _is_paused(record: Record, clock: Clock) -> bool:
    return any(pause.clock == clock.key and pause.until is None for pause in record.pauses)


def _find_clock(declaration: Declaration, key: Any) -> Clock | None:
    return next((clock for clock in declaration.clocks if clock.key == key), None)
