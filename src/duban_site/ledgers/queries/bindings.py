"""Which claims of a plan are fed, by what, and what could feed the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from duban.register import Measure, wiring
from duban_site.figures.models import Figure
from duban_site.ledgers.actions.bind import Source
from duban_site.ledgers.models import Binding, Fed, Ledger
from duban_site.plans.models import Claim, Plan, State
from duban_site.prepared import KEYS, Prepared


class Target(NamedTuple):
    """A target that a register feeds, by which of its measures."""

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


TARGETS = Prepared(
    lambda ledger: (
        Binding.objects.filter(ledger=ledger)
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
    ),
    ledger=KEYS[0],
)


def targets_of(ledger: Ledger) -> list[Target]:
    """The targets that the register's measures feed."""
    return [Target(*row) for row in TARGETS.rows(ledger=ledger.pk)]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with its binding, the newest figure that was fed, and suggestions."""

    claim: Claim
    binding: Binding | None = None
    measure: Measure | None = None
    fed: Fed | None = None
    suggested: list[Source] = field(default_factory=list)


def bindings_of(plan: Plan) -> list[ClaimRow]:
    """The targets of a plan, in the report's order, each with what feeds it or might."""
    claims = (
        Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED, role="target")
        .select_related("commitment", "binding__ledger", "binding__confirmed_by")
        .order_by("commitment__order", "order")
    )
    fed, ledgers = _newest(plan), {one.key: one for one in Ledger.objects.all()}
    return [_row(claim, fed, ledgers) for claim in claims]


def hints_of(plan: Plan, part: int | None = None) -> list[ClaimRow]:
    """Of a plan under review: the targets, decided on or not, that a register in use could feed."""
    claims = (
        Claim.objects.filter(commitment__plan=plan, role="target")
        .exclude(commitment__state=State.REJECTED)
        .select_related("commitment", "binding__ledger", "binding__confirmed_by")
        .order_by("commitment__order", "order")
    )
    if part is not None:
        claims = claims.filter(commitment__topic__part__order=part)
    ledgers = {one.key: one for one in Ledger.objects.all()}
    rows = [_row(claim, {}, ledgers) for claim in claims] if ledgers else []
    return [row for row in rows if row.binding is not None or row.suggested]


def _newest(plan: Plan) -> dict[int, Fed]:
    figures = Figure.objects.filter(claim__commitment__plan=plan).values("pk")
    found = Fed.objects.filter(figure__in=figures).select_related("figure", "reading")
    return {one.figure.claim_id: one for one in found.order_by("figure__end", "figure__serial")}


def _row(claim: Claim, fed: dict[int, Fed], ledgers: Mapping[str, Ledger]) -> ClaimRow:
    binding: Binding | None = getattr(claim, "binding", None)
    if binding is None:
        return ClaimRow(claim, suggested=suggestions(claim, ledgers))
    measures = binding.ledger.declaration.measures
    measure = next((m for m in measures if m.key == binding.measure), None)
    return ClaimRow(claim, binding, measure, fed.get(claim.pk))


def suggestions(claim: Claim, ledgers: Mapping[str, Ledger]) -> list[Source]:
    """What the library suggests, with its reasons, of the registers in use."""
    found = wiring.suggest(claim.as_read(), [one.declaration for one in ledgers.values()])
    return [
        Source(
            ledgers[one.register],
            one.measure,
            one.by or "",
            one.value or "",
            "；".join(one.reasons),
        )
        for one in found
    ]


def options() -> list[tuple[Ledger, list[Measure]]]:
    """Every measure of every register, to choose from by hand."""
    return [(ledger, list(ledger.declaration.measures)) for ledger in Ledger.objects.all()]
