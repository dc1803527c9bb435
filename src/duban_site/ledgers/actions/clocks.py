"""Clocks of a record: extensions asked and decided, pauses."""

from __future__ import annotations

from duban.register import ExtensionAsked, ExtensionDecided, Paused, Resumed
from duban_site.ledgers.actions.happen import NOW, When, happen
from duban_site.ledgers.models import LedgerEvent, LedgerRecord
from duban_site.people.actor import Actor


def ask_extension(
    actor: Actor, record: LedgerRecord, clock: str, days: int, reason: str, *, when: When = NOW
) -> LedgerEvent:
    """Ask for more days."""
    told = {"clock": clock, "days": days, "reason": reason}
    return happen(actor, record, ExtensionAsked, when=when, action="ledgers.extend", **told)


def decide_extension(
    actor: Actor,
    record: LedgerRecord,
    clock: str,
    granted: bool,
    reason: str = "",
    *,
    when: When = NOW,
) -> LedgerEvent:
    """Grant or refuse them."""
    told = {"clock": clock, "granted": granted, "reason": reason}
    return happen(actor, record, ExtensionDecided, when=when, action="ledgers.decide", **told)


def pause(
    actor: Actor, record: LedgerRecord, clock: str, reason: str, *, when: When = NOW
) -> LedgerEvent:
    """Let a clock stand still."""
    told = {"clock": clock, "reason": reason}
    return happen(actor, record, Paused, when=when, action="ledgers.pause", **told)


def resume(actor: Actor, record: LedgerRecord, clock: str, *, when: When = NOW) -> LedgerEvent:
    """Let it go on."""
    return happen(actor, record, Resumed, when=when, action="ledgers.resume", clock=clock)
