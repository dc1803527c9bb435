"""Write the figures of bound measures at month ends, with the records they count."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from duban.assessment.schedule import month_end
from duban.registers import Take
from duban.series import Period, convert
from duban_site.core import clock
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan
from duban_site.registers.actions.read_measure import keep
from duban_site.registers.models import Binding, Fed, Reading, Register
from duban_site.registers.queries.computing import Asked, compute
from duban_site.reporting.assessing_soon import assess_soon
from duban_site.reporting.feeding import record_figures
from duban_site.reporting.models import Figure, Version

PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts of a run: figures written, figures unchanged, and bindings without a value."""

    written: int = 0
    same: int = 0
    empty: int = 0


@transaction.atomic
def feed(
    actor: Actor,
    plan: Plan,
    as_of: dt.date,
    *,
    day: dt.date | None = None,
    bindings: QuerySet[Binding] | None = None,
) -> Outcome:
    """Write the figures of `bindings` (default: all of the plan) as of the end of a month.

    Repeating it changes nothing. Where records were corrected in between, the figure gets a new
    version, published on `published_on` (default: today), and the first version stays. Raises
    Refused where `as_of` is not the last day of a month.
    """
    policy.require(actor, "registers.bind")
    if as_of.day != calendar.monthrange(as_of.year, as_of.month)[1]:
        raise Refused(_("统计截止日应是月末，如 2025-03-31。"))
    if bindings is None:
        bindings = Binding.objects.filter(claim__commitment__plan=plan)
    by_register: dict[Register, list[Binding]] = defaultdict(list)
    found = list(bindings.select_related("register", "claim__commitment__plan"))
    for binding in found:
        by_register[binding.register].append(binding)
    counts = {"written": 0, "same": 0, "empty": 0}
    for register, own in by_register.items():
        answers = compute(register, [_asked(b) for b in own], as_of)
        for binding, answer in zip(own, answers, strict=True):
            counts[_write(actor, binding, keep(register, answer, as_of), as_of, day)] += 1
    later = Q(fed_until__isnull=True) | Q(fed_until__lt=as_of)
    Binding.objects.filter(later, pk__in=[b.pk for b in found]).update(fed_until=as_of)
    log(actor, "registers.feed", plan, as_of=as_of, **counts)
    if counts["written"]:
        assess_soon(plan)
    return Outcome(**counts)


def feed_missed(actor: Actor, plan: Plan, today: dt.date) -> Iterator[tuple[dt.date, Outcome]]:
    """Feed every past month end that was missed, in order, each in its own transaction.

    A binding is fed only from its confirmation on: earlier data may not be in the register, and
    a count of zero would look as if nothing had been done.
    """
    for month in range(1, 13):
        end = month_end(plan.year, month)
        missed = Binding.objects.filter(
            Q(fed_until__lt=end) | Q(fed_until=None, confirmed_at__date__lte=end),
            claim__commitment__plan=plan,
        )
        if end < today and missed.exists():
            yield end, feed(actor, plan, end, bindings=missed)


def _asked(binding: Binding) -> Asked:
    return Asked(binding.measure, binding.by, binding.group)


def _write(
    actor: Actor, binding: Binding, reading: Reading, as_of: dt.date, day: dt.date | None
) -> str:
    if reading.value is None:
        return "empty"
    period = str(Period(as_of.year, 1, as_of.month))
    value = in_unit(binding, reading)
    last = Figure.objects.filter(claim=binding.claim, period=period).order_by("-serial").first()
    fed = Fed.objects.filter(figure=last).first()
    if last is not None and fed is not None and fed.reading_id == reading.pk:
        return "same"
    run = max(day or clock.today(), as_of)
    figure = Figure(
        claim=binding.claim,
        period=period,
        end=as_of,
        value=value,
        published=as_of if last is None else run,
        version=Version.PRELIMINARY if last is None else Version.REVISED,
        serial=1 if last is None else last.serial + 1,
        source=source_of(binding),
        accepted_by=person_or_none(actor),
        accepted_at=utc_now(),
    )
    record_figures(binding.claim.commitment.plan, [figure])
    Fed.objects.create(figure=figure, reading=reading)
    return "written"


def in_unit(binding: Binding, reading: Reading) -> Decimal:
    """The reading in the claim's unit; a count keeps its number whatever its classifier (个、件)."""
    value = reading.value or Decimal(0)
    take = binding.register.declaration.measure(binding.measure).take
    if take is not Take.COUNT:
        value = convert(value, reading.unit, binding.claim.unit)
    return value.quantize(PLACES)


def source_of(binding: Binding) -> str:
    """The text of the figure's source, as pages show it beside the figure."""
    measure = binding.register.declaration.measure(binding.measure)
    group = f"（{binding.group}）" if binding.group else ""
    simulated = "（模拟）" if binding.register.simulated else ""
    return f"台账“{binding.register.name}”：{measure.label}{group}{simulated}"[:300]
