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
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import now
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan, Status
from duban_site.reporting.models import Assessment, BodyReport, ReportStatus
from duban_site.snapshots.freezing.hashing import SnapshotHasher
from duban_site.snapshots.freezing.header import freeze_header, get_closing_deadline, get_month_span
from duban_site.snapshots.freezing.rows import freeze_rows
from duban_site.snapshots.freezing.tally import SnapshotTally
from duban_site.snapshots.models import Snapshot, SnapshotRow

BATCH_SIZE = 500
DECEMBER = 12


@transaction.atomic
def close_month(actor: Actor, plan: Plan, month: int, *, with_unchecked: bool = False) -> Snapshot:
    """Close `month` with the newest assessment between its last day and the next month's end.

    A month can be closed again after a correction; the earlier snapshot stays. Raises Refused
    where reports wait for the office's check, unless `with_unchecked` confirms leaving them out.
    """
    policy.require(actor, "snapshots.close", plan)
    locked_plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked_plan.status == Status.DRAFT:
        raise Refused(_("计划还未执行，不能封存月份。"))
    as_of = find_assessment_date(locked_plan, month)
    _require_checked_reports(locked_plan, month, with_unchecked)
    earlier_snapshot = locked_plan.snapshots.filter(month__lt=month).order_by("-month", "-serial").first()
    serial = locked_plan.snapshots.filter(month=month).count() + 1
    created_snapshot = _write_snapshot(actor, locked_plan, month, as_of, serial, earlier_snapshot)
    event_data = {"month": month, "as_of": as_of, "serial": serial, "sha256": created_snapshot.sha256}
    log_event(actor, "snapshots.close", created_snapshot, **event_data, with_unchecked=with_unchecked)
    return created_snapshot


def find_assessment_date(plan: Plan, month: int) -> dt.date:
    """The date of the assessment that a month is closed with. Raises Refused where there is none.

    For December any later date is allowed: the year's figures are published until summer.
    """
    if not 1 <= month <= DECEMBER:
        raise Refused(_("月份应为 1 至 12。"))
    month_end = get_month_span(plan.year, month)[1]
    closing_end = get_closing_deadline(plan.year, month)
    assessments = Assessment.objects.filter(plan=plan, slot=0, as_of__gte=month_end, as_of__lt=closing_end)
    latest_date = assessments.order_by("-as_of").values_list("as_of", flat=True).first()
    if latest_date is None:
        message = _("%(month)s月还没有评价。请先评价（日期在 %(end)s 至 %(last)s 之间），再封存。")
        latest_allowed = closing_end - dt.timedelta(days=1)
        raise Refused(message % {"month": month, "end": month_end, "last": latest_allowed})
    return latest_date


def _require_checked_reports(plan: Plan, month: int, is_acknowledged: bool) -> None:
    waiting_bodies = BodyReport.objects.filter(
        round__plan=plan, round__month=month, status=ReportStatus.SUBMITTED
    ).values_list("body__name", flat=True)
    if waiting_bodies and not is_acknowledged:
        message = _("还有 %(n)s 份报告没有审核：%(units)s。请先审核，或勾选“不等未审核的报告”。")
        raise Refused(message % {"n": len(waiting_bodies), "units": "、".join(waiting_bodies)})


def _write_snapshot(
    actor: Actor, plan: Plan, month: int, as_of: dt.date, serial: int, earlier_snapshot: Snapshot | None
) -> Snapshot:
    """Write the rows in batches, so that a province fits in memory; then the header of counts."""
    created_snapshot = Snapshot.objects.create(
        plan=plan,
        month=month,
        as_of=as_of,
        serial=serial,
        made_at=now(),
        made_by=as_person(actor),
        rules=plan.rules,
        previous=earlier_snapshot,
        text=plan.text,
        data={},
        sha256="",
    )
    tally, seal = SnapshotTally(), SnapshotHasher(plan.text)
    rows = freeze_rows(plan, month, as_of, _load_earlier_statuses(earlier_snapshot))
    while row_batch := list(islice(rows, BATCH_SIZE)):
        for row in row_batch:
            tally.add_row(row)
            seal.add_row(row)
        SnapshotRow.objects.bulk_create([_build_row(created_snapshot, row) for row in row_batch])
    header_data = freeze_header(plan, month, as_of, tally)
    if earlier_snapshot is not None:
        header_data["previous"] = {
            "id": earlier_snapshot.pk,
            "month": earlier_snapshot.month,
            "sha256": earlier_snapshot.sha256,
        }
    created_snapshot.data, created_snapshot.sha256 = header_data, seal.close(header_data)
    # Bypasses Frozen's guard, only here: the snapshot is completed in its creating transaction.
    QuerySet(Snapshot).filter(pk=created_snapshot.pk).update(data=created_snapshot.data, sha256=created_snapshot.sha256)
    return created_snapshot


def _load_earlier_statuses(earlier_snapshot: Snapshot | None) -> dict[int, tuple[str, str]]:
    if earlier_snapshot is None:
        return {}
    rows = earlier_snapshot.rows.values_list("commitment", "status", "light")
    return {commitment_id: (status, light) for commitment_id, status, light in rows.iterator(5000)}


def _build_row(snapshot: Snapshot, row_data: dict[str, Any]) -> SnapshotRow:
    leads = row_data["units"]["lead"]
    return SnapshotRow(
        snapshot=snapshot,
        commitment_id=row_data["id"],
        order=row_data["order"],
        number=row_data["number"],
        text=row_data["text"],
        part=row_data["part"]["order"],
        type=row_data["type"],
        lead_id=leads[0]["id"] if leads else None,
        status=row_data["status"],
        light=row_data["light"],
        was="" if row_data["was"] is None else row_data["was"]["status"],
        data=row_data,
    )


def compute_current_hash(snapshot: Snapshot) -> str:
    """The hash of what is stored now; if it differs from `sha256`, somebody edited it."""
    seal = SnapshotHasher(snapshot.text)
    row_values: Iterator[dict[str, Any]] = snapshot.rows.order_by("pk").values_list("data", flat=True).iterator(1000)
    for row in row_values:
        seal.add_row(row)
    return seal.close(snapshot.data)
