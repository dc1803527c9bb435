"""What several lists have in common: choices, cells, the rank of a status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import (
    Case,
    IntegerField,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from duban_site.core.status_words import STATUSES, WORDS
from duban_site.lists.listing import Rows
from duban_site.people.models import Body, Leader, Person
from duban_site.plans.models import Duty, Plan

WORST = ("overdue", "behind", "no_data", "near", "not_due", "on_schedule", "ahead", "completed")
Choices = Sequence[tuple[str, str]]
LONGEST = 80


def worst_first(field: str) -> Case:
    """A rank by status: what needs attention most comes first."""
    whens = [When(**{field: status}, then=Value(n)) for n, status in enumerate(WORST)]
    return Case(*whens, default=Value(len(WORST)), output_field=IntegerField())


def statuses(_person: Person, _plan: Plan | None) -> Choices:
    """Every status."""
    return [(key, str(word)) for key, word in STATUSES]


def lead_bodies(_person: Person, plan: Plan | None) -> Choices:
    """The bodies that lead something in the plan."""
    led = Body.objects.filter(responsibilities__commitment__plan=plan)
    rows = led.filter(responsibilities__duty=Duty.LEAD).distinct()
    return [(str(one.pk), one.name) for one in rows]


def led_by(path: str) -> Callable[[Rows, str], Rows]:
    """Return a filter for what a body leads; `path` is the lookup from a row to its commitment."""
    duty, body = f"{path}responsibilities__duty", f"{path}responsibilities__body"
    return lambda rows, value: rows.filter(**{duty: Duty.LEAD, body: value})


def leaders(_person: Person, plan: Plan | None) -> Choices:
    """The leaders in charge of something in the plan."""
    rows = Leader.objects.filter(commitments__plan=plan).distinct()
    return [(str(one.pk), one.name) for one in rows]


def parts(_person: Person, plan: Plan | None) -> Choices:
    """The parts of the plan that have commitments."""
    parts = [] if plan is None else plan.parts.filter(topics__commitments__isnull=False).distinct()
    return [(str(one.pk), one.heading or str(_("主要预期目标"))) for one in parts]


def status_word(one: Any) -> str:
    """A row's status in words."""
    return str(WORDS.get(one.now_status, ""))


def leader_name(one: Any) -> str:
    """Its leader in charge."""
    return str(one.leader.name) if one.leader else ""


def lead_name(one: Any) -> str:
    """Its lead body."""
    return str(one.lead.name) if one.lead else ""


def yes(value: object) -> str:
    """Yes or no."""
    return str(_("是")) if value else str(_("否"))


def yes_or_no(_person: Person, _plan: Plan | None) -> Choices:
    """The values of a field that is yes or no."""
    return [("True", yes(1)), ("False", yes(0))]


def commitment_of(one: Any) -> str:
    """An evidence's commitment."""
    of = one.entry.commitment
    return f"{of.number} {of.text}"[:LONGEST]


def bodies_of(one: Any, duty: Duty) -> str:
    """The bodies of one duty, by name."""
    return "、".join(r.body.name for r in one.responsibilities.all() if r.duty == duty)
