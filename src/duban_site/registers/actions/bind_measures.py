"""Bind a measure to a claim so that it supplies the claim's figures, or unbind it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from duban.registers import Aggregation, Measure
from duban.series import UnitError, convert
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim
from duban_site.registers.models import Binding, Register


@dataclass(frozen=True, slots=True)
class MeasureSource:
    """A register's measure, optionally narrowed to one group, and why it fits the claim."""

    register: Register
    measure: str
    by: str = ""
    group: str = ""
    reason: str = ""

    @property
    def declared(self) -> Measure | None:
        """The measure as its register declares it."""
        measures = self.register.declaration.measures
        return next((measure for measure in measures if measure.key == self.measure), None)


@transaction.atomic
def bind_measure(actor: Actor, claim: Claim, source: MeasureSource) -> Binding:
    """Let the measure feed the claim. Raises Refused for an unknown measure or differing units."""
    policy.require(actor, "registers.bind")
    declaration = source.register.declaration
    measure = next((candidate for candidate in declaration.measures if candidate.key == source.measure), None)
    if measure is None:
        raise Refused(_("这个台账没有这项统计口径。"))
    if source.by and source.by not in measure.by:
        raise Refused(_("这项统计口径不能这样分组。"))
    if not units_match(measure.take, measure.unit, claim.unit):
        details = {"measure": measure.unit, "claim": claim.unit}
        raise Refused(_("单位对不上：统计口径是%(measure)s，指标是%(claim)s。") % details)
    binding, _created = Binding.objects.update_or_create(
        claim=claim,
        defaults={
            "register": source.register,
            "measure": measure.key,
            "by": source.by,
            "group": source.group,
            "reason": source.reason[:300],
            "confirmed_by": as_person(actor),
            "confirmed_at": utc_now(),
            "fed_until": None,
        },
    )
    details = {"register": source.register.key, "measure": measure.key}
    log_event(actor, "registers.bind", claim, group=source.group, reason=source.reason, **details)
    return binding


@transaction.atomic
def unbind_claim(actor: Actor, binding: Binding) -> None:
    """Stop feeding the claim; the figures that were written stay."""
    policy.require(actor, "registers.bind")
    claim, details = binding.claim, {"register": binding.register.key, "measure": binding.measure}
    binding.delete()
    log_event(actor, "registers.unbind", claim, **details)


def units_match(take: Aggregation, measure_unit: str, claim_unit: str) -> bool:
    """Whether the units are convertible; a count fits every claim that is no per cent or money."""
    if take is Aggregation.COUNT:
        return "%" not in claim_unit and "元" not in claim_unit
    try:
        convert(Decimal(1), measure_unit, claim_unit)
    except UnitError:
        return False
    return True
