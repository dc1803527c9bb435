"""Write the notices of a step in its transaction, each once for each person concerned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from duban_site.orders.models import Kind, Notice, Order, Step
from duban_site.people.models import BODY_ROLES, Person, Role

TO_UNIT = {
    "assign": Kind.ASSIGNED,
    "urge": Kind.URGED,
    "send_back": Kind.SENT_BACK,
    "escalate": Kind.ESCALATED,
    "list": Kind.LISTED,
    "grant_request": Kind.GRANTED,
    "refuse_request": Kind.REFUSED,
    "complete": Kind.CONCLUDED,
    "answer": Kind.ANSWERED,
    "instruct": Kind.INSTRUCTED,
    "review": Kind.REVIEWED,
    "reopen": Kind.REOPENED,
    "carry": Kind.CARRIED,
}
TO_OFFICE = {
    "reply": Kind.REPLIED,
    "ask_extension": Kind.REQUESTED,
    "ask_adjustment": Kind.REQUESTED,
    "ask_termination": Kind.REQUESTED,
    "object": Kind.OBJECTED,
    "appeal": Kind.APPEALED,
    "instruct": Kind.INSTRUCTED,
}
TO_LEADER = {"review_request": Kind.TO_DECIDE, "pass_check": Kind.TO_COMPLETE}
WITH_COOPERATING = frozenset({"assign", "complete"})


def tell(step: Step) -> None:
    """Write the notices of a step; nobody is notified of their own action."""
    order, key = step.order, f"step:{step.pk}"
    if step.action in TO_UNIT and order.issued_on is not None:
        people = body_people(order, cooperating=step.action in WITH_COOPERATING)
        _write(step, TO_UNIT[step.action], key, people)
    if step.action in TO_OFFICE:
        _write(step, TO_OFFICE[step.action], key, officers())
    if step.action in TO_LEADER:
        _write(step, TO_LEADER[step.action], key, leader_people(order))


def _write(step: Step, kind: Kind, key: str, people: Iterable[Person]) -> None:
    others = [person for person in people if person.pk != step.by_id]
    notify(others, kind, key, step.on, order_path(step.order), **order_words(step.order))


def notify(
    people: Iterable[Person], kind: Kind, key: str, on: dt.date, path: str, **data: object
) -> int:
    """Write a notice for each person, once per key; gives the number of new notices."""
    rows = [
        Notice(person=person, key=key, kind=kind, data=data, path=path, on=on) for person in people
    ]
    before = Notice.objects.filter(key=key).count()
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return Notice.objects.filter(key=key).count() - before


def order_path(order: Order) -> str:
    """The path of the order's page."""
    return reverse("order", args=[order.pk])


def order_words(order: Order) -> dict[str, str]:
    """The order's label and title, as `data` of a notice."""
    return {"label": order.label, "title": order.title}


def body_people(order: Order, *, cooperating: bool = False) -> list[Person]:
    """Liaisons and heads of the lead body, optionally also of the cooperating ones."""
    bodies = Q(body=order.lead_body_id)
    if cooperating:
        bodies |= Q(body__in=order.cooperating.values("pk"))
    return list(Person.objects.filter(bodies, is_active=True, role__in=BODY_ROLES))


def officers() -> list[Person]:
    """All active officers of the supervision office."""
    return list(Person.objects.filter(role=Role.OFFICER, is_active=True))


def leader_people(order: Order) -> list[Person]:
    """The accounts of the order's leader in charge."""
    if order.leader_id is None:
        return []
    return list(Person.objects.filter(leader=order.leader_id, is_active=True))
