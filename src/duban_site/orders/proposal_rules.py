"""Load what the rules need: assessments, reports, ratings, open and settled matters."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from duban.orders import MonthlyReport, OrderProposal, Standing, propose_orders
from duban.orders.stages import OPEN
from duban_site.core.clock import to_local_date
from duban_site.orders.models import Order, Proposal, ProposalState
from duban_site.orders.satisfaction import find_low_satisfaction
from duban_site.plans.models import Plan, State
from duban_site.reporting.models import Assessment, BodyReport
from duban_site.reporting.models.report import HANDED_IN

SHORTFALL_STATUSES = ("overdue", "behind")
"""Statuses that fall short, the more serious first."""
AssessmentRow = Mapping[str, Any]


def find_proposals(plan: Plan, as_of: dt.date) -> list[OrderProposal]:
    """Apply the library's rules to the plan as of a day."""
    return propose_orders(
        as_of,
        standings=load_standings(plan, as_of),
        reports=load_reports(plan),
        satisfaction=find_low_satisfaction(plan, as_of),
        open_matters=load_open_matters(plan),
        settled_on=load_settled_matters(plan),
    )


def load_standings(plan: Plan, as_of: dt.date) -> Iterator[Standing]:
    """The status in each assessed month of every commitment that falls short in the newest.

    A commitment with several claims has the status of its worst, mere expectations (力争) aside.
    """
    assessed_days = _list_last_days(plan, as_of)
    if not assessed_days:
        return
    shortfalls = Assessment.objects.filter(plan=plan, as_of=assessed_days[-1], status__in=SHORTFALL_STATUSES)
    rows = Assessment.objects.filter(
        plan=plan,
        as_of__in=assessed_days,
        commitment__state=State.ACCEPTED,
        commitment__in=shortfalls.values("commitment"),
    ).values(
        "pk",
        "commitment",
        "as_of",
        "slot",
        "status",
        "sum__flags",
        "sum__zh",
        "sum__en",
        "sum__inputs__figure__period",
    )
    rows_by_commitment_day: dict[tuple[int, dt.date], list[AssessmentRow]] = defaultdict(list)
    for row in rows.order_by("commitment", "as_of", "slot"):
        rows_by_commitment_day[row["commitment"], row["as_of"]].append(row)
    for (commitment_key, day), day_rows in rows_by_commitment_day.items():
        yield _make_standing(commitment_key, day, day_rows)


def _make_standing(commitment_key: int, day: dt.date, rows: list[AssessmentRow]) -> Standing:
    shortfalls = [row for row in rows if row["status"] in SHORTFALL_STATUSES and not _is_expectation(row)]
    row = min(shortfalls, key=_gravity_key) if shortfalls else rows[0]
    period = row["sum__inputs__figure__period"] or ""
    return Standing(commitment_key, day, row["status"], _is_expectation(row), _evidence(row), period)


def _gravity_key(row: AssessmentRow) -> tuple[int, int]:
    return SHORTFALL_STATUSES.index(row["status"]), row["slot"]


def _is_expectation(row: AssessmentRow) -> bool:
    return "strive" in (row["sum__flags"] or ())


def _evidence(row: AssessmentRow) -> AssessmentRow:
    return {
        "assessment": row["pk"],
        "as_of": row["as_of"].isoformat(),
        "status": row["status"],
        "zh": row["sum__zh"],
        "en": row["sum__en"],
    }


def _list_last_days(plan: Plan, as_of: dt.date) -> list[dt.date]:
    """The latest assessed day in each assessed month, in order."""
    assessments = Assessment.objects.filter(plan=plan, slot=0, as_of__lte=as_of)
    last_day_by_month: dict[tuple[int, int], dt.date] = {}
    for day in assessments.order_by("as_of").values_list("as_of", flat=True).distinct():
        last_day_by_month[day.year, day.month] = day
    return sorted(last_day_by_month.values())


def load_reports(plan: Plan) -> Iterator[MonthlyReport]:
    """Every body's report of every month that has a reporting round."""
    body_reports = BodyReport.objects.filter(round__plan=plan).select_related("round__plan", "body")
    for report in body_reports.order_by("round__month", "body"):
        submitted_at = report.submitted_at if report.status in HANDED_IN else None
        handed_in = None if submitted_at is None else to_local_date(submitted_at)
        evidence = {
            "report": report.pk,
            "month": report.round.month,
            "late_after": report.round.late_after.isoformat(),
            "handed_in": None if handed_in is None else handed_in.isoformat(),
        }
        yield MonthlyReport(report.body_id, report.round.as_of, report.round.late_after, handed_in, evidence)


def load_open_matters(plan: Plan) -> set[str]:
    """Matters that have an open order."""
    orders = Order.objects.filter(plan=plan, stage__in=OPEN).exclude(matter="")
    return set(orders.values_list("matter", flat=True))


def load_settled_matters(plan: Plan) -> dict[str, dt.date]:
    """Matter → the day up to which evidence is settled, by an ended order or declined proposal."""
    settled_until: dict[str, dt.date] = {}
    ended_orders = Order.objects.filter(plan=plan).exclude(stage__in=OPEN).exclude(matter="")
    ended_matters = [(order.matter, order.ended_on or order.stage_since) for order in ended_orders]
    declined_proposals = Proposal.objects.filter(plan=plan, state=ProposalState.DECLINED)
    for matter, day in (*ended_matters, *declined_proposals.values_list("matter", "as_of")):
        settled_until[matter] = max(day, settled_until.get(matter, day))
    return settled_until
