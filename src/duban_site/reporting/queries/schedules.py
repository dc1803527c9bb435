"""Schedules of a commitment's claims, and what relative targets may be compared with."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from duban.assessment import vocabulary
from duban_site.plans.models import Claim, Commitment, Plan, State
from duban_site.reporting.figure_sources import find_sources
from duban_site.reporting.models import PublishedSeries, Schedule
from duban_site.reporting.templatetags.house import target

RATE_KINDS = ("growth", "share", "points", "relative")
MAX_OFFERED_CLAIMS = 200
"""Claims in a list of choices, those of headline commitments first."""


def list_schedules(commitment: Commitment) -> list[tuple[Claim, Schedule]]:
    """Each followed claim with its schedule; the even one where none was stated."""
    claims = commitment.claims.exclude(role="result").select_related("schedule")
    return [(claim, claim.schedule if hasattr(claim, "schedule") else Schedule(claim=claim)) for claim in claims]


def list_reference_choices(claim: Claim) -> list[tuple[str, object]]:
    """What a claim may be compared with, as choices in groups: indicators, published series."""
    plan = claim.commitment.plan
    candidates = Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    candidates = candidates.filter(kind__in=RATE_KINDS).exclude(pk=claim.pk).exclude(role="result")
    rows = candidates.select_related("commitment").order_by("commitment__order", "order")[:MAX_OFFERED_CLAIMS]
    claims = [(f"claim-{option.pk}", _claim_label(option)) for option in rows]
    series = [(f"series-{option.pk}", option.name) for option in plan.published_series.all()]
    groups: list[tuple[str, object]] = [(str(_("本计划的指标")), claims)]
    return [*groups, (str(_("参照数列")), series)] if series else groups


def _claim_label(claim: Claim) -> str:
    return f"{claim.commitment.number} {claim.indicator} {target(claim)}"


def find_economy_claim(plan: Plan) -> Claim | None:
    """The plan's economic-growth claim: the reference of 同步 where none is stated."""
    growth_claims = Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED, kind="growth")
    ordered = growth_claims.exclude(role="result").order_by("commitment", "order")
    return next((claim for claim in ordered if vocabulary.is_economy(claim.indicator)), None)


def list_claims_to_feed(plan: Plan) -> list[Claim]:
    """The claims whose figures bodies type, those of headline commitments first."""
    rows = Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    rows = rows.exclude(role="result").select_related("commitment")
    claims = list(rows.order_by("commitment__order", "order")[:MAX_OFFERED_CLAIMS])
    fed_claims = find_sources(claim.pk for claim in claims)
    return [claim for claim in claims if claim.pk not in fed_claims]


def list_published_series(plan: Plan) -> QuerySet[PublishedSeries]:
    """The plan's published series with their figures, every version."""
    return plan.published_series.prefetch_related("figures", "feeds__claim__commitment").order_by("name")
