"""What can be done to many rows of a list: each an action of the rows' own app."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from duban_site.accounts.actions.manage_bodies import save_body
from duban_site.core.actor import Actor
from duban_site.lists.declaration import Operation
from duban_site.people.models import Body, Leader, Person
from duban_site.plans.actions.assign_commitments import Assignment, assign
from duban_site.plans.models import Commitment, Duty, Plan
from duban_site.reporting.actions.mark_public import mark_public
from duban_site.reporting.actions.set_schedule import set_schedule
from duban_site.reporting.models import Evidence, Schedule, ScheduleKind

Choices = Sequence[tuple[str, str]]
SIMPLE_SCHEDULES = (ScheduleKind.EVEN, ScheduleKind.STEP, ScheduleKind.ANNUAL)


def list_yes_no_choices(_person: Person, _plan: Plan | None) -> Choices:
    """Yes, no."""
    return [("1", str(_("是"))), ("0", str(_("否")))]


def list_leader_choices(_person: Person, _plan: Plan | None) -> Choices:
    """Every leader in charge, and nobody."""
    rows = [(str(leader.pk), leader.name) for leader in Leader.objects.all()]
    return [*rows, ("", str(_("（没有）")))]


def list_body_choices(_person: Person, _plan: Plan | None) -> Choices:
    """Every body in use, and none."""
    rows = [(str(body.pk), body.name) for body in Body.objects.filter(active=True)]
    return [*rows, ("", str(_("（没有）")))]


def list_schedule_choices(_person: Person, _plan: Plan | None) -> Choices:
    """The kinds of schedule that need no further figures."""
    return [(kind.value, str(kind.label)) for kind in SIMPLE_SCHEDULES]


def load_assignment(commitment: Commitment) -> Assignment:
    """Return the commitment's current assignment, so that one field of it can be replaced."""
    responsibilities = list(commitment.responsibilities.select_related("body").order_by("duty", "order"))
    return Assignment(
        commitment,
        [row.body for row in responsibilities if row.duty == Duty.LEAD],
        [row.body for row in responsibilities if row.duty == Duty.COOPERATING],
        commitment.leader,
        commitment.reporter,
        commitment.deadline,
        commitment.joint,
    )


def _set_starred(actor: Actor, commitment: Commitment, value: str) -> None:
    assign(actor, replace(load_assignment(commitment), extra={"starred": value == "1"}))


def _set_leader(actor: Actor, commitment: Commitment, value: str) -> None:
    leader = Leader.objects.get(pk=value) if value else None
    assign(actor, replace(load_assignment(commitment), leader=leader))


def _set_lead_body(actor: Actor, commitment: Commitment, value: str) -> None:
    assignment = load_assignment(commitment)
    leads = list(Body.objects.filter(pk__in=value.split(",") if value else []))
    cooperating = [body for body in assignment.cooperating if body not in leads]
    reporter = (
        assignment.reporter if assignment.reporter and assignment.reporter.body in [*leads, *cooperating] else None
    )
    assign(actor, replace(assignment, leads=leads, cooperating=cooperating, reporter=reporter, joint=len(leads) > 1))


def _lead_body_ids(commitment: Any) -> str:
    rows = commitment.responsibilities.filter(duty=Duty.LEAD).order_by("order")
    return ",".join(str(row.body_id) for row in rows)


def _set_schedule_kind(actor: Actor, claim: Any, value: str) -> None:
    schedule = Schedule.objects.filter(claim=claim).first() or Schedule(claim=claim)
    schedule.claim, schedule.kind = claim, value
    set_schedule(actor, schedule)


def _schedule_kind(claim: Any) -> str:
    schedule = Schedule.objects.filter(claim=claim).first()
    return str(ScheduleKind.EVEN.value if schedule is None else schedule.kind)


def _set_active(actor: Actor, body: Body, value: str) -> None:
    stored_body = Body.objects.get(pk=body.pk)
    stored_body.active = value == "1"
    save_body(actor, stored_body)


def _flag_getter(field: str) -> Callable[[Any], str]:
    """Return a getter of a boolean field, as a value of `list_yes_no_choices`."""
    return lambda row: "1" if getattr(row, field) else "0"


def _set_public(actor: Actor, evidence: Evidence, value: str) -> None:
    mark_public(actor, evidence, value == "1")


def _leader_id(row: Any) -> str:
    return str(row.leader_id or "")


ASSIGN = "plans.assign"
STAR = Operation("star", _("标为重点"), ASSIGN, list_yes_no_choices, _flag_getter("starred"), _set_starred)
LEADER = Operation("leader", _("分管领导"), ASSIGN, list_leader_choices, _leader_id, _set_leader)
LEAD_BODY = Operation("lead", _("牵头单位"), ASSIGN, list_body_choices, _lead_body_ids, _set_lead_body)
SCHEDULE = Operation(
    "schedule", _("序时计划"), "reporting.schedule", list_schedule_choices, _schedule_kind, _set_schedule_kind
)
ACTIVE = Operation(
    "active", _("在用"), "people.manage_bodies", list_yes_no_choices, _flag_getter("active"), _set_active
)
PUBLIC = Operation(
    "public", _("可以公开"), "reporting.mark_public", list_yes_no_choices, _flag_getter("public"), _set_public
)
