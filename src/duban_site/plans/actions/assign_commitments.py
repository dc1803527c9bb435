"""Assign commitments: lead and cooperating bodies, leader in charge, reporter, deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
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
    commitment_ids = [entry.commitment.pk for entry in assignments]
    locked_commitments = {
        commitment.pk: commitment
        for commitment in Commitment.objects.select_for_update().filter(plan=plan, pk__in=commitment_ids)
    }
    current_duties = _load_current_duties(commitment_ids)
    changed_assignments = [
        entry for entry in assignments if _differs(locked_commitments[entry.commitment.pk], current_duties, entry)
    ]
    for assignment in changed_assignments:
        _require_valid(assignment)
        _write(locked_commitments[assignment.commitment.pk], assignment)
    Responsibility.objects.filter(commitment__in=[entry.commitment.pk for entry in changed_assignments]).delete()
    Responsibility.objects.bulk_create([row for entry in changed_assignments for row in _build_responsibilities(entry)])
    for assignment in changed_assignments:
        log_event(actor, "plans.assign", locked_commitments[assignment.commitment.pk], **_build_log_details(assignment))
    return len(changed_assignments)


def _load_current_duties(commitment_ids: list[int]) -> dict[int, list[tuple[str, int]]]:
    """Commitment → its (duty, unit) in order."""
    rows = Responsibility.objects.filter(commitment__in=commitment_ids).order_by("duty", "order")
    duties_by_commitment: dict[int, list[tuple[str, int]]] = {}
    for commitment, duty, body in rows.values_list("commitment", "duty", "body"):
        duties_by_commitment.setdefault(commitment, []).append((duty, body))
    return duties_by_commitment


def _differs(commitment: Commitment, current_duties: dict[int, list[tuple[str, int]]], assignment: Assignment) -> bool:
    bodies = sorted(
        [
            (responsibility.duty, responsibility.order, responsibility.body_id)
            for responsibility in _build_responsibilities(assignment)
        ]
    )
    if [(duty, body) for duty, _order, body in bodies] != current_duties.get(commitment.pk, []):
        return True
    current_fields = (commitment.leader_id, commitment.reporter_id, commitment.deadline, commitment.joint)
    new_fields = (
        _id_or_none(assignment.leader),
        _id_or_none(assignment.reporter),
        assignment.deadline,
        assignment.joint,
    )
    return current_fields != new_fields or any(
        getattr(commitment, name) != value for name, value in assignment.extra.items()
    )


def _id_or_none(person: Leader | Person | None) -> int | None:
    return None if person is None else person.pk


def _require_valid(assignment: Assignment) -> None:
    number = assignment.commitment.number
    if assignment.commitment.state != State.ACCEPTED:
        raise Refused(_("%(number)s 尚未确认，不能分解。") % {"number": number})
    if assignment.cooperating and not assignment.leads:
        raise Refused(_("%(number)s 有责任单位而没有牵头单位。") % {"number": number})
    if len(assignment.leads) > 1 and not assignment.joint:
        message = _("%(number)s 有多个牵头单位。只保留一个，或标明“共同牵头”。")
        raise Refused(message % {"number": number})
    body_ids = [body.pk for body in (*assignment.leads, *assignment.cooperating)]
    if len(body_ids) != len(set(body_ids)):
        raise Refused(_("%(number)s 的同一单位写了两次。") % {"number": number})
    if assignment.reporter is not None and assignment.reporter.body_id not in body_ids:
        raise Refused(_("%(number)s 的填报人不在其责任单位。") % {"number": number})


def _write(commitment: Commitment, assignment: Assignment) -> None:
    commitment.leader, commitment.reporter = assignment.leader, assignment.reporter
    commitment.deadline, commitment.joint = assignment.deadline, assignment.joint
    for name, value in assignment.extra.items():
        setattr(commitment, name, value)
    commitment.save()


def _build_responsibilities(assignment: Assignment) -> list[Responsibility]:
    return [
        Responsibility(commitment_id=assignment.commitment.pk, body=body, duty=duty, order=order)
        for duty, bodies in ((Duty.LEAD, assignment.leads), (Duty.COOPERATING, assignment.cooperating))
        for order, body in enumerate(bodies)
    ]


def _build_log_details(assignment: Assignment) -> dict[str, object]:
    return {
        "leads": [body.name for body in assignment.leads],
        "cooperating": [body.name for body in assignment.cooperating],
        "leader": None if assignment.leader is None else assignment.leader.name,
        "reporter": None if assignment.reporter is None else assignment.reporter.username,
        "deadline": assignment.deadline,
        "joint": assignment.joint,
        **assignment.extra,
    }
