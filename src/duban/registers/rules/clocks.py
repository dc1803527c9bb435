"""Rules of clocks: extensions requested in time and decided once, pauses where allowed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from duban.registers import events as happened
from duban.registers.clocks import State, read_clock, requests_of
from duban.registers.days import Days
from duban.registers.declaration import Clock, Declaration
from duban.registers.errors import Refusal
from duban.registers.record import Record
from duban.registers.rights import Rights, said

_GOING = frozenset({State.RUNNING, State.SOON, State.PAUSED, State.OVERDUE})


def asked(
    declaration: Declaration,
    record: Record,
    event: happened.ExtensionAsked,
    rights: Rights,
    days: Days,
) -> Iterable[Refusal]:
    """An extension must be requested before the end, within what the clock allows."""
    clock = _clock(declaration, event.clock)
    if clock is None or clock.extension is None:
        yield Refusal("extension", "这个时限不能延期", "clock")
        return
    most, before = clock.extension.most, clock.extension.before
    if not rights.may(clock.extension.ask):
        yield Refusal("duty", f"您无权申请延期；可以申请的是：{said(clock.extension.ask)}")
    if not event.reason.strip():
        yield Refusal("reason", "申请延期必须说明原因", "reason")
    reading = read_clock(declaration, clock, record, event.day, days)
    if reading.state not in _GOING or reading.left is None:
        yield Refusal("idle", f"“{clock.label}”没有在计时，不用延期", "clock")
    elif reading.state is State.OVERDUE or reading.left < before:
        yield Refusal(
            "late", f"延期须在届满前{before}日申请；“{clock.label}”{reading.due}到期", "clock"
        )
    earlier = [r for r in requests_of(clock, record) if r.granted is not False]
    if any(request.granted is None for request in earlier):
        yield Refusal("open", "已有一项延期申请待批", "clock")
    if len(earlier) >= clock.extension.times:
        yield Refusal("times", f"最多延期{clock.extension.times}次", "clock")
    total = sum(request.days for request in earlier) + event.days
    if event.days < 1 or total > most:
        yield Refusal("days", f"延期共不超过{most}日，连同已批的是{total}日", "days")


def decided(
    declaration: Declaration,
    record: Record,
    event: happened.ExtensionDecided,
    rights: Rights,
    _days: Days,
) -> Iterable[Refusal]:
    """The open request is granted or refused, by a duty that may approve it."""
    clock = _clock(declaration, event.clock)
    if clock is None or clock.extension is None:
        yield Refusal("extension", "这个时限不能延期", "clock")
        return
    if not rights.may(clock.extension.approve):
        yield Refusal("duty", f"您无权审批延期；可以审批的是：{said(clock.extension.approve)}")
    if not any(r.clock == clock.key and r.granted is None for r in record.requests):
        yield Refusal("none", "没有待批的延期申请", "clock")
    if not event.granted and not event.reason.strip():
        yield Refusal("reason", "驳回延期必须说明原因", "reason")


def paused(
    declaration: Declaration, record: Record, event: happened.Paused, rights: Rights, days: Days
) -> Iterable[Refusal]:
    """Only a running clock that is declared pausable may be paused, with a reason."""
    clock = _clock(declaration, event.clock)
    yield from _pausable(declaration, clock, rights)
    if clock is None:
        return
    if not event.reason.strip():
        yield Refusal("reason", "暂停计时必须说明原因", "reason")
    if _standing(record, clock):
        yield Refusal("paused", f"“{clock.label}”已经暂停", "clock")
    elif read_clock(declaration, clock, record, event.day, days).state not in _GOING:
        yield Refusal("idle", f"“{clock.label}”没有在计时，不用暂停", "clock")


def resumed(
    declaration: Declaration, record: Record, event: happened.Resumed, rights: Rights, _days: Days
) -> Iterable[Refusal]:
    """Only a paused clock may be resumed."""
    clock = _clock(declaration, event.clock)
    yield from _pausable(declaration, clock, rights)
    if clock is not None and not _standing(record, clock):
        yield Refusal("running", f"“{clock.label}”没有暂停", "clock")


def _pausable(declaration: Declaration, clock: Clock | None, rights: Rights) -> Iterable[Refusal]:
    if clock is None or not clock.pausable:
        yield Refusal("pausable", "这个时限不能暂停", "clock")
    if not rights.may(declaration.correct):
        yield Refusal("duty", f"您无权暂停或恢复计时；可以的是：{said(declaration.correct)}")


def _standing(record: Record, clock: Clock) -> bool:
    return any(p.clock == clock.key and p.until is None for p in record.pauses)


def _clock(declaration: Declaration, key: Any) -> Clock | None:
    return next((clock for clock in declaration.clocks if clock.key == key), None)
