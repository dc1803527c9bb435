"""Assign commitments: lead and cooperating bodies, leader in charge, reporter, deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.errors import Refused
from duban_site.people.models import Body, Leader, Person
from duban_site.plans.models import Commitment, Duty, Plan, Responsibility, State, Status


@dataclass(frozen=True, slots=True)
class Assignment:
    """The complete responsibility of a commitment: what is absent here is removed."""

    commitment: Commitment
    leads: Sequence[Body] = ()
    cooperating: Sequence[Body] = ()
    leader: Leader | None = None
    reporter: Person | None = None
    deadline: dt.date | None = None
    joint: bool = False
    extra: dict[str, object] = field(default_factory=dict)
    """Other columns of a breakdown table: type, starred, note."""


def assign(actor: Actor, assignment: Assignment) -> None:
    """Write one commitment's responsibility."""
    assign_all(actor, assignment.commitment.plan, [assignment])


@transaction.atomic
def assign_all(actor: Actor, plan: Plan, assignments: Sequence[Assignment]) -> int:
    """Write many at once, all or none; return how many commitments changed.

    Exactly one body leads, unless the assignment states joint leads; the first named reports.
    """
    policy.require(actor, "plans.assign", plan)
    if plan.status == Status.CLOSED:
        raise Refused(_("计划已结束，不能再改。"))
    keys = [a.commitment.pk for a in assignments]
    held = {c.pk: c for c in Commitment.objects.select_for_update().filter(plan=plan, pk__in=keys)}
    before = _now(keys)
    changed = [a for a in assignments if _differs(held[a.commitment.pk], before, a)]
    for assignment in changed:
        _require_sound(assignment)
        _write(held[assignment.commitment.pk], assignment)
    Responsibility.objects.filter(commitment__in=[a.commitment.pk for a in changed]).delete()
    Responsibility.objects.bulk_create([row for a in changed for row in _rows(a)])
    for assignment in changed:
        log(actor, "plans.assign", held[assignment.commitment.pk], **_told(assignment))
    return len(changed)


def _now(keys: list[int]) -> dict[int, list[tuple[str, int]]]:
    """Commitment → its (duty, unit) in order."""
    rows = Responsibility.objects.filter(commitment__in=keys).order_by("duty", "order")
    found: dict[int, list[tuple[str, int]]] = {}
    for commitment, duty, body in rows.values_list("commitment", "duty", "body"):
        found.setdefault(commitment, []).append((duty, body))
    return found


def _differs(held: Commitment, before: dict[int, list[tuple[str, int]]], a: Assignment) -> bool:
    bodies = sorted([(r.duty, r.order, r.body_id) for r in _rows(a)])
    if [(duty, body) for duty, _order, body in bodies] != before.get(held.pk, []):
        return True
    fields = (held.leader_id, held.reporter_id, held.deadline, held.joint)
    asked = (_key(a.leader), _key(a.reporter), a.deadline, a.joint)
    return fields != asked or any(getattr(held, n) != v for n, v in a.extra.items())


def _key(thing: Leader | Person | None) -> int | None:
    return None if thing is None else thing.pk


def _require_sound(a: Assignment) -> None:
    number = a.commitment.number
    if a.commitment.state != State.ACCEPTED:
        raise Refused(_("%(number)s 尚未确认，不能分解。") % {"number": number})
    if a.cooperating and not a.leads:
        raise Refused(_("%(number)s 有责任单位而没有牵头单位。") % {"number": number})
    if len(a.leads) > 1 and not a.joint:
        message = _("%(number)s 有多个牵头单位。只保留一个，或标明“共同牵头”。")
        raise Refused(message % {"number": number})
    bodies = [body.pk for body in (*a.leads, *a.cooperating)]
    if len(bodies) != len(set(bodies)):
        raise Refused(_("%(number)s 的同一单位写了两次。") % {"number": number})
    if a.reporter is not None and a.reporter.body_id not in bodies:
        raise Refused(_("%(number)s 的填报人不在其责任单位。") % {"number": number})


def _write(held: Commitment, a: Assignment) -> None:
    held.leader, held.reporter = a.leader, a.reporter
    held.deadline, held.joint = a.deadline, a.joint
    for name, value in a.extra.items():
        setattr(held, name, value)
    held.save()


def _rows(a: Assignment) -> list[Responsibility]:
    return [
        Responsibility(commitment_id=a.commitment.pk, body=body, duty=duty, order=n)
        for duty, bodies in ((Duty.LEAD, a.leads), (Duty.COOPERATING, a.cooperating))
        for n, body in enumerate(bodies)
    ]


def _told(a: Assignment) -> dict[str, object]:
    return {
        "leads": [body.name for body in a.leads],
        "cooperating": [body.name for body in a.cooperating],
        "leader": None if a.leader is None else a.leader.name,
        "reporter": None if a.reporter is None else a.reporter.username,
        "deadline": a.deadline,
        "joint": a.joint,
        **a.extra,
    }
