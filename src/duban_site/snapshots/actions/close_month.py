"""Closing a month: writing all data of the plan into a snapshot that never changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan, Status
from duban_site.reporting.models import Assessment, BodyReport, ReportStatus
from duban_site.snapshots.freezing.header import closing_ends, header, month_span
from duban_site.snapshots.freezing.rows import frozen
from duban_site.snapshots.freezing.seal import Seal
from duban_site.snapshots.freezing.tally import Tally
from duban_site.snapshots.models import Snapshot, SnapshotRow

BATCH = 500
DECEMBER = 12


@transaction.atomic
def close_month(actor: Actor, plan: Plan, month: int, *, with_unchecked: bool = False) -> Snapshot:
    """Close `month` with the newest assessment between its last day and the next month's end.

    A month can be closed again after a correction; the earlier snapshot stays. Raises Refused
    where reports wait for the office's check, unless `with_unchecked` confirms leaving them out.
    """
    policy.require(actor, "snapshots.close", plan)
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    if held.status == Status.DRAFT:
        raise Refused(_("计划还未执行，不能封存月份。"))
    as_of = assessed_day(held, month)
    _nothing_unchecked(held, month, with_unchecked)
    before = held.snapshots.filter(month__lt=month).order_by("-month", "-serial").first()
    serial = held.snapshots.filter(month=month).count() + 1
    found = _write(actor, held, month, as_of, serial, before)
    told = {"month": month, "as_of": as_of, "serial": serial, "sha256": found.sha256}
    log(actor, "snapshots.close", found, **told, with_unchecked=with_unchecked)
    return found


def assessed_day(plan: Plan, month: int) -> dt.date:
    """The date of the assessment that a month is closed with. Raises Refused where there is none.

    For December any later date is allowed: the year's figures are published until summer.
    """
    if not 1 <= month <= DECEMBER:
        raise Refused(_("月份应为 1 至 12。"))
    end = month_span(plan.year, month)[1]
    following = closing_ends(plan.year, month)
    days = Assessment.objects.filter(plan=plan, slot=0, as_of__gte=end, as_of__lt=following)
    newest = days.order_by("-as_of").values_list("as_of", flat=True).first()
    if newest is None:
        message = _("%(month)s月还没有评价。请先评价（日期在 %(end)s 至 %(last)s 之间），再封存。")
        last = following - dt.timedelta(days=1)
        raise Refused(message % {"month": month, "end": end, "last": last})
    return newest


def _nothing_unchecked(plan: Plan, month: int, stated: bool) -> None:
    waiting = BodyReport.objects.filter(
        round__plan=plan, round__month=month, status=ReportStatus.SUBMITTED
    ).values_list("body__name", flat=True)
    if waiting and not stated:
        message = _("还有 %(n)s 份报告没有审核：%(units)s。请先审核，或勾选“不等未审核的报告”。")
        raise Refused(message % {"n": len(waiting), "units": "、".join(waiting)})


def _write(
    actor: Actor, plan: Plan, month: int, as_of: dt.date, serial: int, before: Snapshot | None
) -> Snapshot:
    """Write the rows in batches, so that a province fits in memory; then the header of counts."""
    found = Snapshot.objects.create(
        plan=plan,
        month=month,
        as_of=as_of,
        serial=serial,
        made_at=utc_now(),
        made_by=person_or_none(actor),
        rules=plan.rules,
        previous=before,
        text=plan.text,
        data={},
        sha256="",
    )
    tally, seal = Tally(), Seal(plan.text)
    rows = frozen(plan, month, as_of, _standing(before))
    while batch := list(islice(rows, BATCH)):
        for row in batch:
            tally.add(row)
            seal.add(row)
        SnapshotRow.objects.bulk_create([_row(found, row) for row in batch])
    data = header(plan, month, as_of, tally)
    if before is not None:
        data["previous"] = {"id": before.pk, "month": before.month, "sha256": before.sha256}
    found.data, found.sha256 = data, seal.close(data)
    # Bypasses Frozen's guard, only here: the snapshot is completed in its creating transaction.
    QuerySet(Snapshot).filter(pk=found.pk).update(data=found.data, sha256=found.sha256)
    return found


def _standing(before: Snapshot | None) -> dict[int, tuple[str, str]]:
    if before is None:
        return {}
    rows = before.rows.values_list("commitment", "status", "light")
    return {key: (status, light) for key, status, light in rows.iterator(5000)}


def _row(snapshot: Snapshot, data: dict[str, Any]) -> SnapshotRow:
    leads = data["units"]["lead"]
    return SnapshotRow(
        snapshot=snapshot,
        commitment_id=data["id"],
        order=data["order"],
        number=data["number"],
        text=data["text"],
        part=data["part"]["order"],
        type=data["type"],
        lead_id=leads[0]["id"] if leads else None,
        status=data["status"],
        light=data["light"],
        was="" if data["was"] is None else data["was"]["status"],
        data=data,
    )


def resealed(snapshot: Snapshot) -> str:
    """The hash of what is stored now; if it differs from `sha256`, somebody edited it."""
    seal = Seal(snapshot.text)
    rows: Iterator[dict[str, Any]] = (
        snapshot.rows.order_by("pk").values_list("data", flat=True).iterator(1000)
    )
    for row in rows:
        seal.add(row)
    return seal.close(snapshot.data)
