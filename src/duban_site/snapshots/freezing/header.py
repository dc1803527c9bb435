"""The header of a snapshot: the plan, its outline, the counts, the reports, the orders."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from typing import Any

from duban_site.core.clock import day_of
from duban_site.plans.models import Plan, Topic
from duban_site.reporting.models import BodyReport, ReportingRound, ReportStatus
from duban_site.reporting.models.report import HANDED_IN
from duban_site.reporting.queries.check import is_late
from duban_site.snapshots.freezing.claims import plain
from duban_site.snapshots.freezing.providers import orders_of_month
from duban_site.snapshots.freezing.tally import Tally

Json = dict[str, Any]
DECEMBER = 12


def header(plan: Plan, month: int, as_of: dt.date, tally: Tally) -> Json:
    """The complete header; every row must have been added to `tally` before."""
    start, end = month_span(plan.year, month)
    return {
        "v": 1,
        "plan": {
            "id": plan.pk,
            "city": plan.city,
            "year": plan.year,
            "title": plan.title,
            "report_date": plain(plan.report_date),
            "source": plan.source_name,
            "source_sha256": plan.source_sha256,
            "text_sha256": hashlib.sha256(plan.text.encode()).hexdigest(),
            "simulated": plan.simulated,
        },
        "month": month,
        "as_of": as_of.isoformat(),
        "rules": plan.rules,
        "parts": _outline(plan, tally),
        **tally.told(),
        "reports": reports(plan, month),
        "orders": orders_of_month(plan, start, end),
    }


def month_span(year: int, month: int) -> tuple[dt.date, dt.date]:
    """A month's first and last day."""
    start = dt.date(year, month, 1)
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return start, following - dt.timedelta(days=1)


def closing_ends(year: int, month: int) -> dt.date:
    """The first date whose assessments belong to the next month; none for December."""
    return dt.date.max if month == DECEMBER else month_span(year, month + 1)[1]


def _outline(plan: Plan, tally: Tally) -> list[Json]:
    """The parts with their topics in order, each with its commitments counted by status."""
    topics: dict[int, list[Topic]] = defaultdict(list)
    for topic in Topic.objects.filter(part__plan=plan).order_by("order"):
        topics[topic.part_id].append(topic)
    return [
        {
            "order": part.order,
            "number": part.number,
            "heading": part.heading,
            "role": part.role,
            "start": part.start,
            "end": part.end,
            "counts": tally.part(part.order),
            "topics": [_topic(part.order, topic, tally) for topic in topics[part.pk]],
        }
        for part in plan.parts.order_by("order")
    ]


def _topic(part: int, topic: Topic, tally: Tally) -> Json:
    return {
        "order": topic.order,
        "number": topic.number,
        "heading": topic.heading,
        "section": topic.section,
        "counts": tally.topic(part, topic.order),
    }


def reports(plan: Plan, month: int) -> Json | None:
    """The month's reports: number requested, late, missing; None without a reporting round."""
    asked = ReportingRound.objects.filter(plan=plan, month=month).first()
    if asked is None:
        return None
    found = list(asked.reports.select_related("body", "round").order_by("body__order", "body"))
    handed_in = [report for report in found if report.status in HANDED_IN]
    return {
        "due": asked.due.isoformat(),
        "late_after": asked.late_after.isoformat(),
        "asked": len(found),
        "accepted": sum(report.status == ReportStatus.ACCEPTED for report in found),
        "late": [_report(report) for report in handed_in if is_late(report)],
        "missing": [_report(report) for report in found if report.status not in HANDED_IN],
        "unchecked": [_report(r) for r in found if r.status == ReportStatus.SUBMITTED],
    }


def _report(report: BodyReport) -> Json:
    at = report.submitted_at
    return {
        "unit": {"id": report.body_id, "name": report.body.name},
        "submitted": None if at is None else day_of(at).isoformat(),
        "status": report.status,
    }
