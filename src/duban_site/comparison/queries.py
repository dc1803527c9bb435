"""Compare the plans that somebody may see."""

from __future__ import annotations

from django.urls import reverse

from duban.comparison import Comparison, compare
from duban_site.comparison.reading import build_report
from duban_site.core.access.policy import AnyActor, policy
from duban_site.plans.build_report import load_accepted_commitments
from duban_site.plans.models import Plan, Status

MAX_PLANS = 60
"""The newest so many plans are compared: a province's cities over some years."""


def compare_visible_plans(viewer: AnyActor) -> tuple[Comparison, dict[str, str], int]:
    """Return the comparison, plan name → its address, and how many plans were omitted."""
    plans = policy.filter_visible(viewer, "boards.see", Plan.objects.exclude(status=Status.DRAFT))
    newest = list(plans.order_by("-year", "city", "-pk")[: MAX_PLANS + 1])
    omitted_count = plans.count() - MAX_PLANS if len(newest) > MAX_PLANS else 0
    newest = newest[:MAX_PLANS]
    accepted = load_accepted_commitments(newest)
    sources = [(source_name(plan), build_report(plan.text, plan.city, plan.year, accepted[plan.pk])) for plan in newest]
    links = {source_name(plan): reverse("overview", args=[plan.pk]) for plan in newest}
    return compare(sources), links, omitted_count


def source_name(plan: Plan) -> str:
    """Return the name of a plan as a source of the comparison."""
    return f"{plan.city}{plan.year}"
