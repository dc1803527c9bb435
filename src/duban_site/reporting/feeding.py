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

from duban.indicators import harmonised
from duban_site.plans.models import Claim, Plan, State
from duban_site.reporting.models import Figure, PublishedSource


@dataclass(frozen=True, slots=True)
class FigureSource:
    """Where a claim's figures come from, in words, and the page that shows it."""

    words: str
    address: str


Provider = Callable[[Sequence[int]], dict[int, FigureSource]]
PROVIDERS: list[Provider] = []
"""Functions from claim ids to the sources of those they feed; the first to name a claim wins."""


def sources_of(claims: Iterable[int]) -> dict[int, FigureSource]:
    """Claim → its automatic source; claims whose figures bodies type are absent."""
    keys = list(claims)
    found: dict[int, FigureSource] = {}
    for provide in reversed((*PROVIDERS, _published, _same_indicator)):
        found |= provide(keys)
    return found


def _published(claims: Sequence[int]) -> dict[int, FigureSource]:
    rows = PublishedSource.objects.filter(claim__in=claims).select_related("series")
    return {
        row.claim_id: FigureSource(
            _("公布的统计数“%s”") % row.series.name, reverse("series", args=[row.series.plan_id])
        )
        for row in rows
    }


def _same_indicator(claims: Sequence[int]) -> dict[int, FigureSource]:
    plans = Plan.objects.filter(commitments__claims__in=claims).distinct()
    asked, found = set(claims), dict[int, FigureSource]()
    for plan in plans:
        for principal, others in twins(plan).items():
            of = principal.commitment
            source = FigureSource(
                _("与 %(number)s 是同一指标，数由那里来") % {"number": of.number},
                reverse("commitment", args=[of.pk]),
            )
            found |= {other.pk: source for other in others if other.pk in asked}
    return found


def twins(plan: Plan) -> dict[Claim, list[Claim]]:
    """The first claim of each indicator that several claims of a plan share → the further claims.

    One indicator is one name of the harmonised vocabulary in one unit and of one kind. Where a
    register or a published series feeds one of the claims, that one goes first.
    """
    rows = Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    claims = list(rows.exclude(role="result").select_related("commitment"))
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in sorted(claims, key=lambda one: (one.commitment.order, one.order)):
        known = harmonised(claim.indicator, plan.city)
        if known is not None:
            groups.setdefault((known.id, claim.unit, claim.kind), []).append(claim)
    several = [group for group in groups.values() if len(group) > 1]
    keys = [claim.pk for group in several for claim in group]
    fed = {key for provide in (*PROVIDERS, _published) for key in provide(keys)} if keys else set()
    out = {}
    for group in several:
        first = min(group, key=lambda one: one.pk not in fed)
        out[first] = [one for one in group if one is not first and one.pk not in fed]
    return {first: others for first, others in out.items() if others}


def record_figures(plan: Plan, figures: Sequence[Figure]) -> list[Figure]:
    """Store accepted figures, and copies of them for the twin claims of their indicators."""
    by_claim = {first.pk: others for first, others in twins(plan).items()} if figures else {}
    copies = [
        Figure(
            claim=other,
            period=figure.period,
            end=figure.end,
            value=figure.value,
            published=figure.published,
            version=figure.version,
            serial=_next_serial(other, figure.period),
            source=figure.source,
            body_id=figure.body_id,
            accepted_by_id=figure.accepted_by_id,
            accepted_at=figure.accepted_at,
        )
        for figure in figures
        for other in by_claim.get(figure.claim_id, ())
    ]
    return Figure.objects.bulk_create([*figures, *copies])


def _next_serial(claim: Claim, period: str) -> int:
    newest = Figure.objects.filter(claim=claim, period=period).order_by("-serial").first()
    return 1 if newest is None else newest.serial + 1
