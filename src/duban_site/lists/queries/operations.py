"""What can be done to many rows of a list: each an action of the rows' own app."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from duban_site.accounts.actions.manage_bodies import save_body
from duban_site.core.actor import Actor
from duban_site.lists.listing import Operation
from duban_site.people.models import Body, Leader, Person
from duban_site.plans.actions.assign import Assignment, assign
from duban_site.plans.models import Commitment, Duty, Plan
from duban_site.reporting.actions.mark_public import mark_public
from duban_site.reporting.actions.set_schedule import set_schedule
from duban_site.reporting.models import Evidence, Schedule, ScheduleKind

Choices = Sequence[tuple[str, str]]
SIMPLE = (ScheduleKind.EVEN, ScheduleKind.STEP, ScheduleKind.ANNUAL)


def yes_or_no(_person: Person, _plan: Plan | None) -> Choices:
    """Yes, no."""
    return [("1", str(_("是"))), ("0", str(_("否")))]


def leaders(_person: Person, _plan: Plan | None) -> Choices:
    """Every leader in charge, and nobody."""
    rows = [(str(one.pk), one.name) for one in Leader.objects.all()]
    return [*rows, ("", str(_("（没有）")))]


def bodies(_person: Person, _plan: Plan | None) -> Choices:
    """Every body in use, and none."""
    rows = [(str(one.pk), one.name) for one in Body.objects.filter(active=True)]
    return [*rows, ("", str(_("（没有）")))]


def schedules(_person: Person, _plan: Plan | None) -> Choices:
    """The kinds of schedule that need no further figures."""
    return [(kind.value, str(kind.label)) for kind in SIMPLE]


def assignment_of(one: Commitment) -> Assignment:
    """Return the commitment's current assignment, so that one field of it can be replaced."""
    held = list(one.responsibilities.select_related("body").order_by("duty", "order"))
    return Assignment(
        one,
        [row.body for row in held if row.duty == Duty.LEAD],
        [row.body for row in held if row.duty == Duty.COOPERATING],
        one.leader,
        one.reporter,
        one.deadline,
        one.joint,
    )


def _star(actor: Actor, one: Commitment, value: str) -> None:
    assign(actor, replace(assignment_of(one), extra={"starred": value == "1"}))


def _leader(actor: Actor, one: Commitment, value: str) -> None:
    leader = Leader.objects.get(pk=value) if value else None
    assign(actor, replace(assignment_of(one), leader=leader))


def _lead_body(actor: Actor, one: Commitment, value: str) -> None:
    now = assignment_of(one)
    leads = list(Body.objects.filter(pk__in=value.split(",") if value else []))
    others = [body for body in now.cooperating if body not in leads]
    reporter = now.reporter if now.reporter and now.reporter.body in [*leads, *others] else None
    assign(
        actor,
        replace(now, leads=leads, cooperating=others, reporter=reporter, joint=len(leads) > 1),
    )


def _leads(one: Any) -> str:
    rows = one.responsibilities.filter(duty=Duty.LEAD).order_by("order")
    return ",".join(str(row.body_id) for row in rows)


def _schedule(actor: Actor, one: Any, value: str) -> None:
    held = Schedule.objects.filter(claim=one).first() or Schedule(claim=one)
    held.claim, held.kind = one, value
    set_schedule(actor, held)


def _kind(one: Any) -> str:
    held = Schedule.objects.filter(claim=one).first()
    return str(ScheduleKind.EVEN.value if held is None else held.kind)


def _active(actor: Actor, one: Body, value: str) -> None:
    held = Body.objects.get(pk=one.pk)
    held.active = value == "1"
    save_body(actor, held)


def _flag(name: str) -> Callable[[Any], str]:
    """Return a getter of a boolean field, as a value of `list_yes_no_choices`."""
    return lambda one: "1" if getattr(one, name) else "0"


def _public(actor: Actor, one: Evidence, value: str) -> None:
    mark_public(actor, one, value == "1")


def _leader_of(one: Any) -> str:
    return str(one.leader_id or "")


ASSIGN = "plans.assign"
STAR = Operation("star", _("标为重点"), ASSIGN, yes_or_no, _flag("starred"), _star)
LEADER = Operation("leader", _("分管领导"), ASSIGN, leaders, _leader_of, _leader)
LEAD_BODY = Operation("lead", _("牵头单位"), ASSIGN, bodies, _leads, _lead_body)
SCHEDULE = Operation("schedule", _("序时计划"), "reporting.schedule", schedules, _kind, _schedule)
ACTIVE = Operation("active", _("在用"), "people.manage_bodies", yes_or_no, _flag("active"), _active)
PUBLIC = Operation(
    "public", _("可以公开"), "reporting.mark_public", yes_or_no, _flag("public"), _public
)
