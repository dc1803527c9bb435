"""Clocks of a record: request and decide extensions, pause and resume."""

from __future__ import annotations

from duban.registers import ExtensionDecided, ExtensionRequested, Paused, Resumed
from duban_site.core.actor import Actor
from duban_site.registers.actions.record_event import RECORDED_NOW, EventTiming, record_event
from duban_site.registers.models import RegisterEvent, RegisterRecord


def request_extension(
    actor: Actor, record: RegisterRecord, clock_key: str, days: int, reason: str, *, timing: EventTiming = RECORDED_NOW
) -> RegisterEvent:
    """Request more days for a clock. Raises Declined, Conflict."""
    event_fields = {"clock": clock_key, "days": days, "reason": reason}
    return record_event(actor, record, ExtensionRequested, timing=timing, action="registers.extend", **event_fields)


def decide_extension(
    actor: Actor,
    record: RegisterRecord,
    clock_key: str,
    is_granted: bool,
    reason: str = "",
    *,
    timing: EventTiming = RECORDED_NOW,
) -> RegisterEvent:
    """Grant or refuse the requested days. Raises Declined, Conflict."""
    event_fields = {"clock": clock_key, "granted": is_granted, "reason": reason}
    return record_event(actor, record, ExtensionDecided, timing=timing, action="registers.decide", **event_fields)


def pause_clock(
    actor: Actor, record: RegisterRecord, clock_key: str, reason: str, *, timing: EventTiming = RECORDED_NOW
) -> RegisterEvent:
    """Pause a clock. Raises Declined, Conflict."""
    event_fields = {"clock": clock_key, "reason": reason}
    return record_event(actor, record, Paused, timing=timing, action="registers.pause", **event_fields)


def resume_clock(
    actor: Actor, record: RegisterRecord, clock_key: str, *, timing: EventTiming = RECORDED_NOW
) -> RegisterEvent:
    """Resume a paused clock. Raises Declined, Conflict."""
    return record_event(actor, record, Resumed, timing=timing, action="registers.resume", clock=clock_key)
