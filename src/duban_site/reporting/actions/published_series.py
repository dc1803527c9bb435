"""Series that other offices publish: named once, figures added and never overwritten."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.amounts import choose_scale, parse_amount
from duban_site.core.audit.log import log_event
from duban_site.core.clock import now, utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim, Plan, State
from duban_site.reporting.actions.write_entry import parse_period
from duban_site.reporting.automatic_assessment import enqueue_assessment
from duban_site.reporting.figure_sources import record_figures
from duban_site.reporting.models import Figure, PublishedFigure, PublishedSeries, PublishedSource, Version


@transaction.atomic
def add_series(actor: Actor, plan: Plan, name: str, unit: str = "%") -> PublishedSeries:
    """Name a series that targets of the plan are compared with."""
    policy.require(actor, "reporting.manage_series", plan)
    name = name.strip()
    if not name:
        raise Refused(_("请写明参照数列的名称，如“全省居民收入增速”。"))
    if plan.published_series.filter(name=name).exists():
        raise Refused(_("已经有“%s”这个参照数列。") % name)
    series = PublishedSeries(plan=plan, name=name, unit=unit.strip())
    series.full_clean()
    series.save()
    log_event(actor, "reporting.add_series", plan, name=name, unit=series.unit)
    return series


@transaction.atomic
def add_figure(
    actor: Actor,
    series: PublishedSeries,
    *,
    period: str,
    value: str,
    published: dt.date | None = None,
    version: str = Version.PRELIMINARY,
    source: str = "",
) -> PublishedFigure:
    """Add a figure with its source; one for a period that has one becomes its next version."""
    policy.require(actor, "reporting.manage_series", series.plan)
    locked_series = PublishedSeries.objects.select_for_update().get(pk=series.pk)
    parsed_period = parse_period(period, locked_series.plan.year)
    if not source.strip():
        raise Refused(_("请写明数据的来源。"))
    if version not in Version.values:
        raise Refused(_("请选择数据的版本。"))
    if published is not None and published < parsed_period.end:
        raise Refused(_("发布日期早于数据期末，请核对。"))
    figure = PublishedFigure.objects.create(
        series=locked_series,
        period=str(parsed_period),
        end=parsed_period.end,
        value=parse_amount(value, locked_series.unit, choose_scale(locked_series.unit)),
        published=published,
        version=version,
        serial=locked_series.figures.filter(period=str(parsed_period)).count() + 1,
        source=source.strip(),
        by=as_person(actor),
        at=now(),
    )
    _feed_claims(actor, locked_series, [figure])
    details = {"series": locked_series.name, "period": figure.period, "value": figure.value}
    log_event(actor, "reporting.add_published", locked_series.plan, **details, serial=figure.serial)
    enqueue_assessment(locked_series.plan)
    return figure


@transaction.atomic
def feed_claim(actor: Actor, series: PublishedSeries, claim: Claim) -> PublishedSource:
    """Let the series feed the claim: its body no longer types the figures."""
    policy.require(actor, "reporting.manage_series", series.plan)
    locked_series = PublishedSeries.objects.select_for_update().get(pk=series.pk)
    if claim.commitment.plan_id != locked_series.plan_id or claim.commitment.state != State.ACCEPTED:
        raise Refused(_("这个指标不在本计划里。"))
    if (claim.unit or "%") != (locked_series.unit or "%"):
        details = {"unit": locked_series.unit, "wanted": claim.unit}
        raise Refused(_("数列的单位是“%(unit)s”，指标的单位是“%(wanted)s”，不能取数。") % details)
    source, is_new = PublishedSource.objects.get_or_create(
        claim=claim, defaults={"series": locked_series, "by": as_person(actor), "at": utc_now()}
    )
    if not is_new:
        raise Refused(_("这个指标已经由“%s”取数。") % source.series.name)
    log_event(actor, "reporting.feed_claim", claim, series=locked_series.name)
    _feed_claims(actor, locked_series, list(locked_series.figures.order_by("end", "serial")))
    enqueue_assessment(locked_series.plan)
    return source


@transaction.atomic
def stop_feeding(actor: Actor, source: PublishedSource) -> None:
    """Let the body type the claim's figures again; those already fed stay."""
    policy.require(actor, "reporting.manage_series", source.series.plan)
    details = {"series": source.series.name}
    source.delete()
    log_event(actor, "reporting.stop_feeding", source.claim, **details)


def _feed_claims(actor: Actor, series: PublishedSeries, published_figures: list[PublishedFigure]) -> None:
    """Add the figures to the claims that the series feeds, as their next versions."""
    for source in series.feeds.select_related("claim"):
        for published_figure in published_figures:
            earlier_figures = Figure.objects.filter(claim=source.claim, period=published_figure.period)
            figure = Figure(
                claim=source.claim,
                period=published_figure.period,
                end=published_figure.end,
                value=published_figure.value,
                published=published_figure.published,
                version=published_figure.version,
                serial=earlier_figures.count() + 1,
                source=f"{series.name}（{published_figure.source}）"[:300],
                accepted_by=as_person(actor),
                accepted_at=now(),
            )
            record_figures(series.plan, [figure])
