"""Series that others publish: named once, their figures added and never overwritten."""

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
from duban_site.plans.models import Plan
from duban_site.reporting.actions.write_entry import checked_period
from duban_site.reporting.assessing_soon import assess_soon
from duban_site.reporting.models import PublishedFigure, PublishedSeries, Version


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
    told = {"series": held.name, "period": figure.period, "value": figure.value}
    log(actor, "reporting.add_published", held.plan, **told, serial=figure.serial)
    assess_soon(held.plan)
    return figure
