"""Steps that only add text or change the stage, and nothing else of the order."""

from __future__ import annotations

from django.db import transaction

from duban_site.core.actor import Actor
from duban_site.orders.models import Order, Step
from duban_site.orders.paper import Paper
from duban_site.orders.stepping import begin, finish


def _plain(actor: Actor, order: Order, action: str, paper: Paper) -> Step:
    with transaction.atomic():
        return finish(actor, begin(actor, order, action, paper), action, paper)


def receive(actor: Actor, order: Order, paper: Paper) -> Step:
    """签收: the lead body confirms receipt."""
    return _plain(actor, order, "receive", paper)


def handle(actor: Actor, order: Order, paper: Paper) -> Step:
    """办理: the lead body reports its measures."""
    return _plain(actor, order, "handle", paper)


def note(actor: Actor, order: Order, paper: Paper) -> Step:
    """记进展: note the progress."""
    return _plain(actor, order, "note", paper)


def urge(actor: Actor, order: Order, paper: Paper) -> Step:
    """催办: the office urges the lead body."""
    return _plain(actor, order, "urge", paper)


def instruct(actor: Actor, order: Order, paper: Paper) -> Step:
    """批示: the leader in charge gives an instruction."""
    return _plain(actor, order, "instruct", paper)


def object_to(actor: Actor, order: Order, paper: Paper) -> Step:
    """申辩: the lead body objects; the objection stays with the order permanently."""
    return _plain(actor, order, "object", paper)


def answer(actor: Actor, order: Order, paper: Paper) -> Step:
    """答复申辩: the office answers the objection."""
    return _plain(actor, order, "answer", paper)


def drop(actor: Actor, order: Order, paper: Paper) -> Step:
    """撤件: withdraw an order that is not issued yet; its number is not used again."""
    return _plain(actor, order, "drop", paper)
