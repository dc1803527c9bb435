"""What several lists have in common: choices, cells, the rank of a status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _

from duban_site.core.status_labels import LABEL_BY_STATUS, STATUS_CHOICES
from duban_site.lists.declaration import Rows
from duban_site.people.models import Body, Leader, Person
from duban_site.plans.models import Duty, Plan

STATUSES_WORST_FIRST = ("overdue", "behind", "no_data", "near", "not_due", "on_schedule", "ahead", "completed")
Choices = Sequence[tuple[str, str]]
MAX_TEXT_LENGTH = 80


def rank_by_status(field: str) -> Case:
    """A rank by status: what needs attention most comes first."""
    conditions = [When(**{field: status}, then=Value(rank)) for rank, status in enumerate(STATUSES_WORST_FIRST)]
    return Case(*conditions, default=Value(len(STATUSES_WORST_FIRST)), output_field=IntegerField())


def list_status_choices(_person: Person, _plan: Plan | None) -> Choices:
    """Every status."""
    return [(status, str(word)) for status, word in STATUS_CHOICES]


def list_lead_body_choices(_person: Person, plan: Plan | None) -> Choices:
    """The bodies that lead something in the plan."""
    plan_bodies = Body.objects.filter(responsibilities__commitment__plan=plan)
    rows = plan_bodies.filter(responsibilities__duty=Duty.LEAD).distinct()
    return [(str(body.pk), body.name) for body in rows]


def filter_by_lead_body(path: str) -> Callable[[Rows, str], Rows]:
    """Return a filter for what a body leads; `path` is the lookup from a row to its commitment."""
    duty_path, body_path = f"{path}responsibilities__duty", f"{path}responsibilities__body"
    return lambda rows, value: rows.filter(**{duty_path: Duty.LEAD, body_path: value})


def list_leader_choices(_person: Person, plan: Plan | None) -> Choices:
    """The leaders in charge of something in the plan."""
    rows = Leader.objects.filter(commitments__plan=plan).distinct()
    return [(str(leader.pk), leader.name) for leader in rows]


def list_part_choices(_person: Person, plan: Plan | None) -> Choices:
    """The parts of the plan that have commitments."""
    parts = [] if plan is None else plan.parts.filter(topics__commitments__isnull=False).distinct()
    return [(str(part.pk), part.heading or str(_("主要预期目标"))) for part in parts]


def describe_status(row: Any) -> str:
    """A row's status in words."""
    return str(LABEL_BY_STATUS.get(row.now_status, ""))


def leader_name(row: Any) -> str:
    """Its leader in charge."""
    return str(row.leader.name) if row.leader else ""


def lead_body_name(row: Any) -> str:
    """Its lead body."""
    return str(row.lead.name) if row.lead else ""


def describe_yes_no(value: object) -> str:
    """Yes or no."""
    return str(_("是")) if value else str(_("否"))


def list_yes_no_choices(_person: Person, _plan: Plan | None) -> Choices:
    """The values of a field that is yes or no."""
    return [("True", describe_yes_no(1)), ("False", describe_yes_no(0))]


def describe_commitment(evidence: Any) -> str:
    """An evidence's commitment."""
    commitment = evidence.entry.commitment
    return f"{commitment.number} {commitment.text}"[:MAX_TEXT_LENGTH]


def join_body_names(commitment: Any, duty: Duty) -> str:
    """The bodies of one duty, by name."""
    return "、".join(
        responsibility.body.name for responsibility in commitment.responsibilities.all() if responsibility.duty == duty
    )
