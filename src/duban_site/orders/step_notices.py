"""Write the notices of a step in its transaction, each once for each person concerned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from duban_site.orders.models import Notice, NoticeKind, Order, Step
from duban_site.people.models import BODY_ROLES, Person, Role

BODY_NOTICE_BY_ACTION = {
    "assign": NoticeKind.ASSIGNED,
    "urge": NoticeKind.URGED,
    "send_back": NoticeKind.SENT_BACK,
    "escalate": NoticeKind.ESCALATED,
    "list": NoticeKind.LISTED,
    "grant_request": NoticeKind.GRANTED,
    "refuse_request": NoticeKind.REFUSED,
    "complete": NoticeKind.CONCLUDED,
    "answer": NoticeKind.ANSWERED,
    "instruct": NoticeKind.INSTRUCTED,
    "review": NoticeKind.REVIEWED,
    "reopen": NoticeKind.REOPENED,
    "carry": NoticeKind.CARRIED,
}
OFFICE_NOTICE_BY_ACTION = {
    "reply": NoticeKind.REPLIED,
    "ask_extension": NoticeKind.REQUESTED,
    "ask_adjustment": NoticeKind.REQUESTED,
    "ask_termination": NoticeKind.REQUESTED,
    "object": NoticeKind.OBJECTED,
    "appeal": NoticeKind.APPEALED,
    "instruct": NoticeKind.INSTRUCTED,
}
LEADER_NOTICE_BY_ACTION = {"review_request": NoticeKind.TO_DECIDE, "pass_check": NoticeKind.TO_COMPLETE}
COOPERATING_ACTIONS = frozenset({"assign", "complete"})


def notify_of_step(step: Step) -> None:
    """Write the notices of a step; nobody is notified of their own action."""
    order, notice_key = step.order, f"step:{step.pk}"
    if step.action in BODY_NOTICE_BY_ACTION and order.issued_on is not None:
        people = list_body_people(order, cooperating=step.action in COOPERATING_ACTIONS)
        _notify_except_doer(step, BODY_NOTICE_BY_ACTION[step.action], notice_key, people)
    if step.action in OFFICE_NOTICE_BY_ACTION:
        _notify_except_doer(step, OFFICE_NOTICE_BY_ACTION[step.action], notice_key, list_officers())
    if step.action in LEADER_NOTICE_BY_ACTION:
        _notify_except_doer(step, LEADER_NOTICE_BY_ACTION[step.action], notice_key, list_leader_people(order))


def _notify_except_doer(step: Step, notice_kind: NoticeKind, notice_key: str, people: Iterable[Person]) -> None:
    recipients = [person for person in people if person.pk != step.by_id]
    write_notices(
        recipients, notice_kind, notice_key, step.on, build_order_path(step.order), **build_order_data(step.order)
    )


def write_notices(
    people: Iterable[Person],
    notice_kind: NoticeKind,
    notice_key: str,
    notice_date: dt.date,
    path: str,
    **notice_data: object,
) -> int:
    """Write a notice for each person, once per key; gives the number of new notices."""
    notices = [
        Notice(person=person, key=notice_key, kind=notice_kind, data=notice_data, path=path, on=notice_date)
        for person in people
    ]
    earlier_count = Notice.objects.filter(key=notice_key).count()
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return Notice.objects.filter(key=notice_key).count() - earlier_count


def build_order_path(order: Order) -> str:
    """The path of the order's page."""
    return reverse("order", args=[order.pk])


def build_order_data(order: Order) -> dict[str, str]:
    """The order's label and title, as `data` of a notice."""
    return {"label": order.label, "title": order.title}


def list_body_people(order: Order, *, cooperating: bool = False) -> list[Person]:
    """Liaisons and heads of the lead body, optionally also of the cooperating ones."""
    body_condition = Q(body=order.lead_body_id)
    if cooperating:
        body_condition |= Q(body__in=order.cooperating.values("pk"))
    return list(Person.objects.filter(body_condition, is_active=True, role__in=BODY_ROLES))


def list_officers() -> list[Person]:
    """All active officers of the supervision office."""
    return list(Person.objects.filter(role=Role.OFFICER, is_active=True))


def list_leader_people(order: Order) -> list[Person]:
    """The accounts of the order's leader in charge."""
    if order.leader_id is None:
        return []
    return list(Person.objects.filter(leader=order.leader_id, is_active=True))
