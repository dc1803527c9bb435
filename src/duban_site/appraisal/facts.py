"""The facts of a plan's year: from its closed months, the reports' days, the orders, the events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from duban.appraisal import AppraisalRules, Event, Facts, Order, Report, TaskMonth
from duban_site.appraisal.models import Appraisal
from duban_site.orders.models import Order as StoredOrder
from duban_site.people.models import Body
from duban_site.plans.models import Plan
from duban_site.reporting.models import BodyReport, Entry
from duban_site.reporting.models.report import HANDED_IN
from duban_site.reporting.queries.late_reports import is_late
from duban_site.snapshots.content import CommitmentRow
from duban_site.snapshots.models import Snapshot, SnapshotRow

AMOUNT_KINDS = ("volume", "level")
LOWER_IS_BETTER = ("le", "lt")
MIN_COPIED_LENGTH = 12
"""Characters from which a repeated text counts as copied; shorter ones repeat by chance."""
COLOURS = {"blue": "蓝", "orange": "橙", "red": "红"}
_SPACE_PATTERN = re.compile(r"\s+")


def collect_facts(appraisal: Appraisal) -> Facts:
    """Collect everything that is scored, each with its source. Bodies are given by name."""
    plan = appraisal.plan
    rules = AppraisalRules.load(appraisal.scheme.text)
    snapshots = list_closed_snapshots(plan)
    body_name_by_id = dict(Body.objects.values_list("pk", "name"))
    return Facts(
        tuple(
            task_month for snapshot in snapshots for task_month in _build_task_months(snapshot, rules, body_name_by_id)
        ),
        tuple(_build_reports(plan, [closed_month.month for closed_month in snapshots])),
        tuple(_build_orders(plan)),
        tuple(_build_events(appraisal)),
        tuple(closed_month.month for closed_month in snapshots),
    )


def list_closed_snapshots(plan: Plan) -> list[Snapshot]:
    """The newest closing of every closed month, in order."""
    snapshot_by_month: dict[int, Snapshot] = {}
    for snapshot in plan.snapshots.defer("text").order_by("month", "serial"):
        snapshot_by_month[snapshot.month] = snapshot
    return list(snapshot_by_month.values())


def _build_task_months(
    snapshot: Snapshot, rules: AppraisalRules, body_name_by_id: dict[int, str]
) -> Iterator[TaskMonth]:
    for snapshot_row in SnapshotRow.objects.filter(snapshot=snapshot):
        row = CommitmentRow.from_json(snapshot_row.data)
        source_label = _("%(month)s月封存 %(number)s") % {"month": snapshot.month, "number": row.number}
        shares = [(body.id, Decimal(1)) for body in row.lead]
        shares += [(body.id, rules.cooperating) for body in row.cooperating if rules.cooperating]
        for body_id, share in shares:
            if body_id in body_name_by_id:
                yield _build_task_month(row, snapshot.month, source_label, body_name_by_id[body_id], share, rules)


def _build_task_month(
    row: CommitmentRow, month: int, source_label: str, body: str, share: Decimal, rules: AppraisalRules
) -> TaskMonth:
    claim = row.claims[0] if len(row.claims) == 1 else None
    assessment = row.assessment
    numbers: dict[str, Decimal | None] = {}
    if claim is not None and claim.kind in AMOUNT_KINDS and assessment is not None:
        numbers = {"done": assessment.value, "due": assessment.expected, "target": claim.value}
    return TaskMonth(
        row=source_label,
        body=body,
        origin=row.number,
        month=month,
        status=row.status,
        weight=rules.weights.get(row.type, Decimal(1)),
        difficulty=rules.graded.get(row.number, ""),
        share=share,
        lower=claim is not None and claim.comparator in LOWER_IS_BETTER,
        **numbers,
    )


def _build_reports(plan: Plan, months: Iterable[int]) -> Iterator[Report]:
    rows = BodyReport.objects.filter(round__plan=plan, round__month__in=list(months))
    first_report_by_text: dict[str, int] = {}
    for report in rows.select_related("round", "body").order_by("round__month", "pk"):
        texts = [_strip_whitespace(entry_text) for entry_text in _list_progress_texts(report)]
        is_copied = any(
            first_report_by_text.get(entry_text, report.pk) != report.pk
            for entry_text in texts
            if len(entry_text) >= MIN_COPIED_LENGTH
        )
        for text in texts:
            first_report_by_text.setdefault(text, report.pk)
        is_handed_in = report.status in HANDED_IN
        state = "missing" if not is_handed_in else "late" if is_late(report) else "on_time"
        yield Report(
            row=_("%(month)s月报告") % {"month": report.round.month},
            body=report.body.name,
            month=report.round.month,
            state=state,
            returned=1 if report.reason else 0,
            copied=is_copied,
            empty=is_handed_in and not any(texts),
        )


def _list_progress_texts(report: BodyReport) -> list[str]:
    return list(Entry.objects.filter(report=report).values_list("progress", flat=True))


def _strip_whitespace(text: str) -> str:
    return _SPACE_PATTERN.sub("", text)


def _build_orders(plan: Plan) -> Iterator[Order]:
    issued = StoredOrder.objects.filter(plan=plan, issued_on__isnull=False)
    for order in issued.select_related("lead_body"):
        if order.lead_body is None:
            continue
        is_overdue = bool(order.due and order.completed_on and order.completed_on > order.due)
        colour = COLOURS.get(order.colour, order.colour)
        yield Order(order.label or str(order.pk), order.lead_body.name, colour, is_overdue)


def _build_events(appraisal: Appraisal) -> Iterator[Event]:
    for event in appraisal.events.select_related("body"):
        source_label = f"{event.document or event.kind}#{event.pk}"
        yield Event(source_label, event.body.name, event.kind, event.document, event.group)
