"""Compare the plans that somebody may see."""

from __future__ import annotations

from django.urls import reverse

from duban.comparison import Comparison, compare
from duban_site.comparison.reading import report_of
from duban_site.core.access.policy import Anybody, policy
from duban_site.plans.as_report import accepted_of
from duban_site.plans.models import Plan, Status

PLANS = 60
"""The newest so many plans are compared: a province's cities over some years."""


def compared(who: Anybody) -> tuple[Comparison, dict[str, str], int]:
    """Return the comparison, plan name → its address, and how many plans were omitted."""
    plans = policy.visible(who, "boards.see", Plan.objects.exclude(status=Status.DRAFT))
    newest = list(plans.order_by("-year", "city", "-pk")[: PLANS + 1])
    left_out = plans.count() - PLANS if len(newest) > PLANS else 0
    newest = newest[:PLANS]
    accepted = accepted_of(newest)
    sources = [
        (name_of(plan), report_of(plan.text, plan.city, plan.year, accepted[plan.pk]))
        for plan in newest
    ]
    links = {name_of(plan): reverse("overview", args=[plan.pk]) for plan in newest}
    return compare(sources), links, left_out


def name_of(plan: Plan) -> str:
    """Return the name of a plan as a source of the comparison."""
    return f"{plan.city}{plan.year}"
