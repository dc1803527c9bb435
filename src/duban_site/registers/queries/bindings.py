"""Which measures feed the claims of a plan, and suggestions for the claims without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from duban.registers import Measure, wiring
from duban_site.plans.models import Claim, Plan, State
from duban_site.registers.actions.bind import Source
from duban_site.registers.models import Binding, Fed, Register
from duban_site.reporting.feeding import FigureSource
from duban_site.reporting.models import Figure


class Target(NamedTuple):
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


def targets_of(register: Register) -> list[Target]:
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
    return [Target(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with its binding, the latest figure that was fed, and suggestions."""

    claim: Claim
    binding: Binding | None = None
    measure: Measure | None = None
    fed: Fed | None = None
    suggested: list[Source] = field(default_factory=list)


def bindings_of(plan: Plan) -> list[ClaimRow]:
    """The targets of a plan, in the report's order, each with what feeds it or might."""
    claims = (
        Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED, role="target")
        .select_related("commitment", "binding__register", "binding__confirmed_by")
        .order_by("commitment__order", "order")
    )
    fed, registers = _newest(plan), {one.key: one for one in Register.objects.all()}
    return [_row(claim, fed, registers) for claim in claims]


def hints_of(plan: Plan, part: int | None = None) -> list[ClaimRow]:
    """The targets of a plan under review, accepted or not yet, that a register could feed."""
    claims = (
        Claim.objects.filter(commitment__plan=plan, role="target")
        .exclude(commitment__state=State.REJECTED)
        .select_related("commitment", "binding__register", "binding__confirmed_by")
        .order_by("commitment__order", "order")
    )
    if part is not None:
        claims = claims.filter(commitment__topic__part__order=part)
    registers = {one.key: one for one in Register.objects.all()}
    rows = [_row(claim, {}, registers) for claim in claims] if registers else []
    return [row for row in rows if row.binding is not None or row.suggested]


def _newest(plan: Plan) -> dict[int, Fed]:
    figures = Figure.objects.filter(claim__commitment__plan=plan).values("pk")
    found = Fed.objects.filter(figure__in=figures).select_related("figure", "reading")
    return {one.figure.claim_id: one for one in found.order_by("figure__end", "figure__serial")}


def _row(claim: Claim, fed: dict[int, Fed], registers: Mapping[str, Register]) -> ClaimRow:
    binding: Binding | None = getattr(claim, "binding", None)
    if binding is None:
        return ClaimRow(claim, suggested=suggestions(claim, registers))
    measures = binding.register.declaration.measures
    measure = next((m for m in measures if m.key == binding.measure), None)
    return ClaimRow(claim, binding, measure, fed.get(claim.pk))


def suggestions(claim: Claim, registers: Mapping[str, Register]) -> list[Source]:
    """The measures that the library suggests for a claim, with its reasons."""
    found = wiring.suggest(claim.as_read(), [one.declaration for one in registers.values()])
    return [
        Source(
            registers[one.register],
            one.measure,
            one.by or "",
            one.value or "",
            "；".join(one.reasons),
        )
        for one in found
    ]


def fed_claims(claims: Sequence[int]) -> dict[int, FigureSource]:
    """Claim key → the measure that feeds it, of those claims that a register feeds."""
    found = {}
    for binding in Binding.objects.filter(claim__in=claims).select_related("register", "claim"):
        measures = binding.register.declaration.measures
        label = next((m.label for m in measures if m.key == binding.measure), binding.measure)
        told = {"register": binding.register.name, "measure": label}
        found[binding.claim_id] = FigureSource(
            _("台账“%(register)s”的“%(measure)s”") % told,
            reverse("commitment", args=[binding.claim.commitment_id]),
        )
    return found


def options() -> list[tuple[Register, list[Measure]]]:
    """Every measure of every register, to choose from by hand."""
    return [(register, list(register.declaration.measures)) for register in Register.objects.all()]
