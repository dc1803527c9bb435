"""Bind a measure to a claim so that it supplies the claim's figures, or unbind it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from duban.registers import Measure, Take
from duban.series import UnitError, convert
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim
from duban_site.registers.models import Binding, Register


@dataclass(frozen=True, slots=True)
class Source:
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
        return next((m for m in measures if m.key == self.measure), None)


@transaction.atomic
def bind(actor: Actor, claim: Claim, source: Source) -> Binding:
    """Let the measure feed the claim. Raises Refused for an unknown measure or differing units."""
    policy.require(actor, "registers.bind")
    declaration = source.register.declaration
    measure = next((m for m in declaration.measures if m.key == source.measure), None)
    if measure is None:
        raise Refused(_("这个台账没有这项统计口径。"))
    if source.by and source.by not in measure.by:
        raise Refused(_("这项统计口径不能这样分组。"))
    if not fits(measure.take, measure.unit, claim.unit):
        told = {"measure": measure.unit, "claim": claim.unit}
        raise Refused(_("单位对不上：统计口径是%(measure)s，指标是%(claim)s。") % told)
    binding, _new = Binding.objects.update_or_create(
        claim=claim,
        defaults={
            "register": source.register,
            "measure": measure.key,
            "by": source.by,
            "group": source.group,
            "reason": source.reason[:300],
            "confirmed_by": person_or_none(actor),
            "confirmed_at": utc_now(),
            "fed_until": None,
        },
    )
    told = {"register": source.register.key, "measure": measure.key}
    log(actor, "registers.bind", claim, group=source.group, reason=source.reason, **told)
    return binding


@transaction.atomic
def unbind(actor: Actor, binding: Binding) -> None:
    """Stop feeding the claim; the figures that were written stay."""
    policy.require(actor, "registers.bind")
    claim, told = binding.claim, {"register": binding.register.key, "measure": binding.measure}
    binding.delete()
    log(actor, "registers.unbind", claim, **told)


def fits(take: Take, unit: str, wanted: str) -> bool:
    """Whether the units are convertible; a count fits every claim that is no per cent or money."""
    if take is Take.COUNT:
        return "%" not in wanted and "元" not in wanted
    try:
        convert(Decimal(1), unit, wanted)
    except UnitError:
        return False
    return True
