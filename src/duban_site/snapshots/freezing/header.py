"""The header of a snapshot: the plan, its outline, the counts, the reports, the orders."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from typing import Any

from duban_site.core.clock import to_local_date
from duban_site.plans.models import Plan, Topic
from duban_site.reporting.models import BodyReport, ReportingRound, ReportStatus
from duban_site.reporting.models.report import HANDED_IN
from duban_site.reporting.queries.late_reports import is_late
from duban_site.snapshots.freezing.claims import encode_value
from duban_site.snapshots.freezing.providers import freeze_month_orders
from duban_site.snapshots.freezing.tally import SnapshotTally

Json = dict[str, Any]
DECEMBER = 12


def freeze_header(plan: Plan, month: int, as_of: dt.date, tally: SnapshotTally) -> Json:
    """The complete header; every row must have been added to `tally` before."""
    month_start, month_end = get_month_span(plan.year, month)
    return {
        "v": 1,
        "plan": {
            "id": plan.pk,
            "city": plan.city,
            "year": plan.year,
            "title": plan.title,
            "report_date": encode_value(plan.report_date),
            "source": plan.source_name,
            "source_sha256": plan.source_sha256,
            "text_sha256": hashlib.sha256(plan.text.encode()).hexdigest(),
            "simulated": plan.simulated,
        },
        "month": month,
        "as_of": as_of.isoformat(),
        "rules": plan.rules,
        "parts": _freeze_outline(plan, tally),
        **tally.to_header_json(),
        "reports": freeze_reports(plan, month),
        "orders": freeze_month_orders(plan, month_start, month_end),
    }


def get_month_span(year: int, month: int) -> tuple[dt.date, dt.date]:
    """A month's first and last day."""
    month_start = dt.date(year, month, 1)
    next_month_start = dt.date(year + month // 12, month % 12 + 1, 1)
    return month_start, next_month_start - dt.timedelta(days=1)


def get_closing_deadline(year: int, month: int) -> dt.date:
    """The first date whose assessments belong to the next month; none for December."""
    return dt.date.max if month == DECEMBER else get_month_span(year, month + 1)[1]


def _freeze_outline(plan: Plan, tally: SnapshotTally) -> list[Json]:
    """The parts with their topics in order, each with its commitments counted by status."""
    topics_by_part: dict[int, list[Topic]] = defaultdict(list)
    for topic in Topic.objects.filter(part__plan=plan).order_by("order"):
        topics_by_part[topic.part_id].append(topic)
    return [
        {
            "order": part.order,
            "number": part.number,
            "heading": part.heading,
            "role": part.role,
            "start": part.start,
            "end": part.end,
            "counts": tally.part(part.order),
            "topics": [_freeze_topic(part.order, topic, tally) for topic in topics_by_part[part.pk]],
        }
        for part in plan.parts.order_by("order")
    ]


def _freeze_topic(part_order: int, topic: Topic, tally: SnapshotTally) -> Json:
    return {
        "order": topic.order,
        "number": topic.number,
        "heading": topic.heading,
        "section": topic.section,
        "counts": tally.topic(part_order, topic.order),
    }


def freeze_reports(plan: Plan, month: int) -> Json | None:
    """The month's reports: number requested, late, missing; None without a reporting round."""
    reporting_round = ReportingRound.objects.filter(plan=plan, month=month).first()
    if reporting_round is None:
        return None
    body_reports = list(reporting_round.reports.select_related("body", "round").order_by("body__order", "body"))
    handed_in = [report for report in body_reports if report.status in HANDED_IN]
    return {
        "due": reporting_round.due.isoformat(),
        "late_after": reporting_round.late_after.isoformat(),
        "asked": len(body_reports),
        "accepted": sum(report.status == ReportStatus.ACCEPTED for report in body_reports),
        "late": [_freeze_report(report) for report in handed_in if is_late(report)],
        "missing": [_freeze_report(report) for report in body_reports if report.status not in HANDED_IN],
        "unchecked": [
            _freeze_report(body_report) for body_report in body_reports if body_report.status == ReportStatus.SUBMITTED
        ],
    }


def _freeze_report(report: BodyReport) -> Json:
    submitted_at = report.submitted_at
    return {
        "unit": {"id": report.body_id, "name": report.body.name},
        "submitted": None if submitted_at is None else to_local_date(submitted_at).isoformat(),
        "status": report.status,
    }
