"""Steps that say something or lead on, and change nothing else of the order."""

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
    """签收: the lead unit has it."""
    return _plain(actor, order, "receive", paper)


def handle(actor: Actor, order: Order, paper: Paper) -> Step:
    """办理: the unit says how it goes about it."""
    return _plain(actor, order, "handle", paper)


def note(actor: Actor, order: Order, paper: Paper) -> Step:
    """记进展: how far it is."""
    return _plain(actor, order, "note", paper)


def urge(actor: Actor, order: Order, paper: Paper) -> Step:
    """催办."""
    return _plain(actor, order, "urge", paper)


def instruct(actor: Actor, order: Order, paper: Paper) -> Step:
    """批示: the leader in charge says a word."""
    return _plain(actor, order, "instruct", paper)


def object_to(actor: Actor, order: Order, paper: Paper) -> Step:
    """申辩: the unit's right of reply; it stays beside the order for ever."""
    return _plain(actor, order, "object", paper)


def answer(actor: Actor, order: Order, paper: Paper) -> Step:
    """答复申辩."""
    return _plain(actor, order, "answer", paper)


def drop(actor: Actor, order: Order, paper: Paper) -> Step:
    """撤件: what was not issued yet is taken back; its number stays used."""
    return _plain(actor, order, "drop", paper)
