"""Which claims get their figures automatically: from a register, a published series, another claim.

A body does not type such a figure: the month's page shows it with its source, and a figure that is
sent all the same is compared with it and never replaces it. An app above this one registers what it
feeds by adding to SOURCE_PROVIDERS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from duban.indicators import harmonise
from duban_site.plans.models import Claim, Plan, State
from duban_site.reporting.models import Figure, PublishedSource


@dataclass(frozen=True, slots=True)
class FigureSource:
    """Where a claim's figures come from, in words, and the page that shows it."""

    words: str
    address: str


SourceProvider = Callable[[Sequence[int]], dict[int, FigureSource]]
SOURCE_PROVIDERS: list[SourceProvider] = []
"""Functions from claim ids to the sources of those they feed; the first to name a claim wins."""


def find_sources(claims: Iterable[int]) -> dict[int, FigureSource]:
    """Claim → its automatic source; claims whose figures bodies type are absent."""
    claim_ids = list(claims)
    sources: dict[int, FigureSource] = {}
    for provide in reversed((*SOURCE_PROVIDERS, _find_published_sources, _find_twin_sources)):
        sources |= provide(claim_ids)
    return sources


def _find_published_sources(claims: Sequence[int]) -> dict[int, FigureSource]:
    source_rows = PublishedSource.objects.filter(claim__in=claims).select_related("series")
    return {
        row.claim_id: FigureSource(
            _("公布的统计数“%s”") % row.series.name, reverse("series", args=[row.series.plan_id])
        )
        for row in source_rows
    }


def _find_twin_sources(claims: Sequence[int]) -> dict[int, FigureSource]:
    plans = Plan.objects.filter(commitments__claims__in=claims).distinct()
    requested_ids, sources = set(claims), dict[int, FigureSource]()
    for plan in plans:
        for principal, twin_claims in group_twins(plan).items():
            commitment = principal.commitment
            source = FigureSource(
                _("与 %(number)s 是同一指标，数由那里来") % {"number": commitment.number},
                reverse("commitment", args=[commitment.pk]),
            )
            sources |= {twin.pk: source for twin in twin_claims if twin.pk in requested_ids}
    return sources


def group_twins(plan: Plan) -> dict[Claim, list[Claim]]:
    """The first claim of each indicator that several claims of a plan share → the further claims.

    One indicator is one name of the harmonised vocabulary in one unit and of one kind. Where a
    register or a published series feeds one of the claims, that one goes first.
    """
    accepted_claims = Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    claims = list(accepted_claims.exclude(role="result").select_related("commitment"))
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in sorted(claims, key=lambda candidate: (candidate.commitment.order, candidate.order)):
        indicator = harmonise(claim.indicator, plan.city)
        if indicator is not None:
            groups.setdefault((indicator.id, claim.unit, claim.kind), []).append(claim)
    shared_groups = [group for group in groups.values() if len(group) > 1]
    claim_ids = [claim.pk for group in shared_groups for claim in group]
    fed_ids = (
        {claim_id for provide in (*SOURCE_PROVIDERS, _find_published_sources) for claim_id in provide(claim_ids)}
        if claim_ids
        else set()
    )
    twins_by_first = {}
    for group in shared_groups:
        first = min(group, key=lambda candidate: candidate.pk not in fed_ids)
        twins_by_first[first] = [
            candidate for candidate in group if candidate is not first and candidate.pk not in fed_ids
        ]
    return {first: twin_claims for first, twin_claims in twins_by_first.items() if twin_claims}


def record_figures(plan: Plan, figures: Sequence[Figure]) -> list[Figure]:
    """Store accepted figures, and copies of them for the twin claims of their indicators."""
    twins_by_claim = {first.pk: twin_claims for first, twin_claims in group_twins(plan).items()} if figures else {}
    copies = [
        Figure(
            claim=twin,
            period=figure.period,
            end=figure.end,
            value=figure.value,
            published=figure.published,
            version=figure.version,
            serial=_next_serial(twin, figure.period),
            source=figure.source,
            body_id=figure.body_id,
            accepted_by_id=figure.accepted_by_id,
            accepted_at=figure.accepted_at,
        )
        for figure in figures
        for twin in twins_by_claim.get(figure.claim_id, ())
    ]
    return Figure.objects.bulk_create([*figures, *copies])


def _next_serial(claim: Claim, period: str) -> int:
    newest = Figure.objects.filter(claim=claim, period=period).order_by("-serial").first()
    return 1 if newest is None else newest.serial + 1
