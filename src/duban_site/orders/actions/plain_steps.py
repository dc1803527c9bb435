"""Steps that only add text or change the stage, and nothing else of the order."""

from __future__ import annotations

from django.db import transaction

from duban_site.core.actor import Actor
from duban_site.orders.models import Order, Step
from duban_site.orders.step_paper import StepPaper
from duban_site.orders.step_recording import lock_for_step, record_step


def _take_step(actor: Actor, order: Order, action: str, paper: StepPaper) -> Step:
    with transaction.atomic():
        return record_step(actor, lock_for_step(actor, order, action, paper), action, paper)


def receive_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """签收: the lead body confirms receipt."""
    return _take_step(actor, order, "receive", paper)


def report_handling(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """办理: the lead body reports its measures."""
    return _take_step(actor, order, "handle", paper)


def note_progress(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """记进展: note the progress."""
    return _take_step(actor, order, "note", paper)


def urge_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """催办: the office urges the lead body."""
    return _take_step(actor, order, "urge", paper)


def add_instruction(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """批示: the leader in charge gives an instruction."""
    return _take_step(actor, order, "instruct", paper)


def object_to_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """申辩: the lead body objects; the objection stays with the order permanently."""
    return _take_step(actor, order, "object", paper)


def answer_objection(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """答复申辩: the office answers the objection."""
    return _take_step(actor, order, "answer", paper)


def drop_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """撤件: withdraw an order that is not issued yet; its number is not used again."""
    return _take_step(actor, order, "drop", paper)
