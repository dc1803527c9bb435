"""Clocks of a record: request and decide extensions, pause and resume."""

from __future__ import annotations

from duban.registers import ExtensionAsked, ExtensionDecided, Paused, Resumed
from duban_site.core.actor import Actor
from duban_site.registers.actions.happen import NOW, When, happen
from duban_site.registers.models import RegisterEvent, RegisterRecord


def ask_extension(
    actor: Actor, record: RegisterRecord, clock: str, days: int, reason: str, *, when: When = NOW
) -> RegisterEvent:
    """Request more days for a clock. Raises Declined, Conflict."""
    told = {"clock": clock, "days": days, "reason": reason}
    return happen(actor, record, ExtensionAsked, when=when, action="registers.extend", **told)


def decide_extension(
    actor: Actor,
    record: RegisterRecord,
    clock: str,
    granted: bool,
    reason: str = "",
    *,
    when: When = NOW,
) -> RegisterEvent:
    """Grant or refuse the requested days. Raises Declined, Conflict."""
    told = {"clock": clock, "granted": granted, "reason": reason}
    return happen(actor, record, ExtensionDecided, when=when, action="registers.decide", **told)


def pause(
    actor: Actor, record: RegisterRecord, clock: str, reason: str, *, when: When = NOW
) -> RegisterEvent:
    """Pause a clock. Raises Declined, Conflict."""
    told = {"clock": clock, "reason": reason}
    return happen(actor, record, Paused, when=when, action="registers.pause", **told)


def resume(actor: Actor, record: RegisterRecord, clock: str, *, when: When = NOW) -> RegisterEvent:
    """Resume a paused clock. Raises Declined, Conflict."""
    return happen(actor, record, Resumed, when=when, action="registers.resume", clock=clock)
