"""Which measures feed the claims of a plan, and suggestions for the claims without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from duban.registers import Measure, suggest_measures
from duban_site.plans.models import Claim, Plan, State
from duban_site.registers.actions.bind_measures import MeasureSource
from duban_site.registers.models import Binding, Fed, Register
from duban_site.reporting.figure_sources import FigureSource
from duban_site.reporting.models import Figure


class FedTarget(NamedTuple):
    """A target that a register feeds, with the measure that does."""

    commitment: int
    number: str
    indicator: str
    claim: str
    measure: str
    group: str
    city: str
    year: int

    @property
    def plan(self) -> str:
        """The name of the target's plan."""
        return str(Plan(city=self.city, year=self.year))


def list_targets(register: Register) -> list[FedTarget]:
    """The targets that the register's measures feed."""
    rows = (
        Binding.objects.filter(register=register)
        .order_by("claim")
        .values_list(
            "claim__commitment",
            "claim__commitment__number",
            "claim__indicator",
            "claim__number",
            "measure",
            "group",
            "claim__commitment__plan__city",
            "claim__commitment__plan__year",
        )
    )
    return [FedTarget(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with its binding, the latest figure that was fed, and suggestions."""

    claim: Claim
    binding: Binding | None = None
    measure: Measure | None = None
    fed: Fed | None = None
    suggested: list[MeasureSource] = field(default_factory=list)


def list_claim_rows(plan: Plan) -> list[ClaimRow]:
    """The targets of a plan, in the report's order, each with what feeds it or might."""
    claims = (
        Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED, role="target")
        .select_related("commitment", "binding__register", "binding__confirmed_by")
        .order_by("commitment__order", "order")
    )
    feed_by_claim, registers = (
        _load_newest_feeds(plan),
        {register.key: register for register in Register.objects.all()},
    )
    return [_claim_row(claim, feed_by_claim, registers) for claim in claims]


def list_hints(plan: Plan, part_order: int | None = None) -> list[ClaimRow]:
    """The targets of a plan under review, accepted or not yet, that a register could feed."""
    claims = (
        Claim.objects.filter(commitment__plan=plan, role="target")
        .exclude(commitment__state=State.REJECTED)
        .select_related("commitment", "binding__register", "binding__confirmed_by")
        .order_by("commitment__order", "order")
    )
    if part_order is not None:
        claims = claims.filter(commitment__topic__part__order=part_order)
    registers = {register.key: register for register in Register.objects.all()}
    rows = [_claim_row(claim, {}, registers) for claim in claims] if registers else []
    return [row for row in rows if row.binding is not None or row.suggested]


def _load_newest_feeds(plan: Plan) -> dict[int, Fed]:
    figures = Figure.objects.filter(claim__commitment__plan=plan).values("pk")
    feeds = Fed.objects.filter(figure__in=figures).select_related("figure", "reading")
    return {feed.figure.claim_id: feed for feed in feeds.order_by("figure__end", "figure__serial")}


def _claim_row(claim: Claim, feed_by_claim: dict[int, Fed], registers: Mapping[str, Register]) -> ClaimRow:
    binding: Binding | None = getattr(claim, "binding", None)
    if binding is None:
        return ClaimRow(claim, suggested=suggest_sources(claim, registers))
    measures = binding.register.declaration.measures
    measure = next((candidate for candidate in measures if candidate.key == binding.measure), None)
    return ClaimRow(claim, binding, measure, feed_by_claim.get(claim.pk))


def suggest_sources(claim: Claim, registers: Mapping[str, Register]) -> list[MeasureSource]:
    """The measures that the library suggests for a claim, with its reasons."""
    proposals = suggest_measures.suggest_measures(
        claim.to_library_claim(), [suggestion.declaration for suggestion in registers.values()]
    )
    return [
        MeasureSource(
            registers[suggestion.register],
            suggestion.measure,
            suggestion.by or "",
            suggestion.value or "",
            "；".join(suggestion.reasons),
        )
        for suggestion in proposals
    ]


def find_figure_sources(claims: Sequence[int]) -> dict[int, FigureSource]:
    """Claim key → the measure that feeds it, of those claims that a register feeds."""
    source_by_claim = {}
    for binding in Binding.objects.filter(claim__in=claims).select_related("register", "claim"):
        measures = binding.register.declaration.measures
        label = next((measure.label for measure in measures if measure.key == binding.measure), binding.measure)
        label_values = {"register": binding.register.name, "measure": label}
        source_by_claim[binding.claim_id] = FigureSource(
            _("台账“%(register)s”的“%(measure)s”") % label_values,
            reverse("commitment", args=[binding.claim.commitment_id]),
        )
    return source_by_claim


def list_measure_options() -> list[tuple[Register, list[Measure]]]:
    """Every measure of every register, to choose from by hand."""
    return [(register, list(register.declaration.measures)) for register in Register.objects.all()]
