"""Series that other offices publish: named once, figures added and never overwritten."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.amounts import read, scale_of
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim, Plan, State
from duban_site.reporting.actions.write_entry import checked_period
from duban_site.reporting.assessing_soon import assess_soon
from duban_site.reporting.feeding import record_figures
from duban_site.reporting.models import (
    Figure,
    PublishedFigure,
    PublishedSeries,
    PublishedSource,
    Version,
)


@transaction.atomic
def add_series(actor: Actor, plan: Plan, name: str, unit: str = "%") -> PublishedSeries:
    """Name a series that targets of the plan are compared with."""
    policy.require(actor, "reporting.manage_series", plan)
    name = name.strip()
    if not name:
        raise Refused(_("请写明参照数列的名称，如“全省居民收入增速”。"))
    if plan.published_series.filter(name=name).exists():
        raise Refused(_("已经有“%s”这个参照数列。") % name)
    made = PublishedSeries(plan=plan, name=name, unit=unit.strip())
    made.full_clean()
    made.save()
    log(actor, "reporting.add_series", plan, name=name, unit=made.unit)
    return made


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
    held = PublishedSeries.objects.select_for_update().get(pk=series.pk)
    of = checked_period(period, held.plan.year)
    if not source.strip():
        raise Refused(_("请写明数据的来源。"))
    if version not in Version.values:
        raise Refused(_("请选择数据的版本。"))
    if published is not None and published < of.end:
        raise Refused(_("发布日期早于数据期末，请核对。"))
    figure = PublishedFigure.objects.create(
        series=held,
        period=str(of),
        end=of.end,
        value=read(value, held.unit, scale_of(held.unit)),
        published=published,
        version=version,
        serial=held.figures.filter(period=str(of)).count() + 1,
        source=source.strip(),
        by=person_or_none(actor),
        at=utc_now(),
    )
    _feed(actor, held, [figure])
    told = {"series": held.name, "period": figure.period, "value": figure.value}
    log(actor, "reporting.add_published", held.plan, **told, serial=figure.serial)
    assess_soon(held.plan)
    return figure


@transaction.atomic
def feed_claim(actor: Actor, series: PublishedSeries, claim: Claim) -> PublishedSource:
    """Let the series feed the claim: its body no longer types the figures."""
    policy.require(actor, "reporting.manage_series", series.plan)
    held = PublishedSeries.objects.select_for_update().get(pk=series.pk)
    if claim.commitment.plan_id != held.plan_id or claim.commitment.state != State.ACCEPTED:
        raise Refused(_("这个指标不在本计划里。"))
    if (claim.unit or "%") != (held.unit or "%"):
        told = {"unit": held.unit, "wanted": claim.unit}
        raise Refused(_("数列的单位是“%(unit)s”，指标的单位是“%(wanted)s”，不能取数。") % told)
    source, new = PublishedSource.objects.get_or_create(
        claim=claim, defaults={"series": held, "by": person_or_none(actor), "at": utc_now()}
    )
    if not new:
        raise Refused(_("这个指标已经由“%s”取数。") % source.series.name)
    log(actor, "reporting.feed_claim", claim, series=held.name)
    _feed(actor, held, list(held.figures.order_by("end", "serial")))
    assess_soon(held.plan)
    return source


@transaction.atomic
def stop_feeding(actor: Actor, source: PublishedSource) -> None:
    """Let the body type the claim's figures again; those already fed stay."""
    policy.require(actor, "reporting.manage_series", source.series.plan)
    told = {"series": source.series.name}
    source.delete()
    log(actor, "reporting.stop_feeding", source.claim, **told)


def _feed(actor: Actor, series: PublishedSeries, published: list[PublishedFigure]) -> None:
    """Add the figures to the claims that the series feeds, as their next versions."""
    for source in series.feeds.select_related("claim"):
        for one in published:
            before = Figure.objects.filter(claim=source.claim, period=one.period)
            figure = Figure(
                claim=source.claim,
                period=one.period,
                end=one.end,
                value=one.value,
                published=one.published,
                version=one.version,
                serial=before.count() + 1,
                source=f"{series.name}（{one.source}）"[:300],
                accepted_by=person_or_none(actor),
                accepted_at=utc_now(),
            )
            record_figures(series.plan, [figure])
