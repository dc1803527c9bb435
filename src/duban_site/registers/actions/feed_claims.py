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

from duban.assessment.schedule import find_month_end
from duban.registers import Aggregation
from duban.series import Period, convert
from duban_site.core import clock
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan
from duban_site.registers.actions.read_measures import save_reading
from duban_site.registers.models import Binding, Fed, Reading, Register
from duban_site.registers.queries.compute_measures import MeasureQuery, compute_measures
from duban_site.reporting.automatic_assessment import enqueue_assessment
from duban_site.reporting.figure_sources import record_figures
from duban_site.reporting.models import Figure, Version

DECIMAL_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """Counts of a run: figures written, figures unchanged, and bindings without a value."""

    written: int = 0
    same: int = 0
    empty: int = 0


@transaction.atomic
def feed_claims(
    actor: Actor,
    plan: Plan,
    as_of: dt.date,
    *,
    published_on: dt.date | None = None,
    bindings: QuerySet[Binding] | None = None,
) -> FeedOutcome:
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
    selected_bindings = list(bindings.select_related("register", "claim__commitment__plan"))
    for binding in selected_bindings:
        by_register[binding.register].append(binding)
    counts = {"written": 0, "same": 0, "empty": 0}
    for register, register_bindings in by_register.items():
        results = compute_measures(
            register, [_measure_query(register_binding) for register_binding in register_bindings], as_of
        )
        for binding, result in zip(register_bindings, results, strict=True):
            counts[_write_figure(actor, binding, save_reading(register, result, as_of), as_of, published_on)] += 1
    not_yet_fed = Q(fed_until__isnull=True) | Q(fed_until__lt=as_of)
    Binding.objects.filter(not_yet_fed, pk__in=[register_binding.pk for register_binding in selected_bindings]).update(
        fed_until=as_of
    )
    log_event(actor, "registers.feed", plan, as_of=as_of, **counts)
    if counts["written"]:
        enqueue_assessment(plan)
    return FeedOutcome(**counts)


def feed_missed_months(actor: Actor, plan: Plan, today: dt.date) -> Iterator[tuple[dt.date, FeedOutcome]]:
    """Feed every past month end that was missed, in order, each in its own transaction.

    A binding is fed only from its confirmation on: earlier data may not be in the register, and
    a count of zero would look as if nothing had been done.
    """
    for month in range(1, 13):
        period_end = find_month_end(plan.year, month)
        missed_bindings = Binding.objects.filter(
            Q(fed_until__lt=period_end) | Q(fed_until=None, confirmed_at__date__lte=period_end),
            claim__commitment__plan=plan,
        )
        if period_end < today and missed_bindings.exists():
            yield period_end, feed_claims(actor, plan, period_end, bindings=missed_bindings)


def _measure_query(binding: Binding) -> MeasureQuery:
    return MeasureQuery(binding.measure, binding.by, binding.group)


def _write_figure(
    actor: Actor, binding: Binding, reading: Reading, as_of: dt.date, published_on: dt.date | None
) -> str:
    if reading.value is None:
        return "empty"
    period = str(Period(as_of.year, 1, as_of.month))
    claim_value = convert_to_claim_unit(binding, reading)
    latest_figure = Figure.objects.filter(claim=binding.claim, period=period).order_by("-serial").first()
    latest_feed = Fed.objects.filter(figure=latest_figure).first()
    if latest_figure is not None and latest_feed is not None and latest_feed.reading_id == reading.pk:
        return "same"
    publication_date = max(published_on or clock.today(), as_of)
    figure = Figure(
        claim=binding.claim,
        period=period,
        end=as_of,
        value=claim_value,
        published=as_of if latest_figure is None else publication_date,
        version=Version.PRELIMINARY if latest_figure is None else Version.REVISED,
        serial=1 if latest_figure is None else latest_figure.serial + 1,
        source=describe_source(binding),
        accepted_by=as_person(actor),
        accepted_at=utc_now(),
    )
    record_figures(binding.claim.commitment.plan, [figure])
    Fed.objects.create(figure=figure, reading=reading)
    return "written"


def convert_to_claim_unit(binding: Binding, reading: Reading) -> Decimal:
    """The reading in the claim's unit; a count keeps its number whatever its classifier (个、件)."""
    value = reading.value or Decimal(0)
    take = binding.register.declaration.measure(binding.measure).take
    if take is not Aggregation.COUNT:
        value = convert(value, reading.unit, binding.claim.unit)
    return value.quantize(DECIMAL_PLACES)


def describe_source(binding: Binding) -> str:
    """The text of the figure's source, as pages show it beside the figure."""
    measure = binding.register.declaration.measure(binding.measure)
    group_note = f"（{binding.group}）" if binding.group else ""
    simulated_note = "（模拟）" if binding.register.simulated else ""
    return f"台账“{binding.register.name}”：{measure.label}{group_note}{simulated_note}"[:300]
