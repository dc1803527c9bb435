"""Load what the rules need: assessments, reports, ratings, open and settled matters."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from duban.orders import Found, Reported, Standing, propose
from duban.orders.proposing import DEFAULT
from duban.orders.stages import OPEN
from duban_site.core.clock import day_of
from duban_site.orders.models import Order, Proposal, ProposalState
from duban_site.orders.satisfaction import measured
from duban_site.plans.models import Plan, State
from duban_site.reporting.models import Assessment, BodyReport
from duban_site.reporting.models.report import HANDED_IN

SHORT = ("overdue", "behind")
"""Statuses that fall short, the more serious first."""
Row = Mapping[str, Any]


def found(plan: Plan, as_of: dt.date) -> list[Found]:
    """Apply the library's rules to the plan as of a day."""
    return propose(
        as_of,
        standings=standings(plan, as_of),
        reports=reports(plan),
        satisfaction=measured(plan, as_of),
        open_matters=open_matters(plan),
        settled=settled(plan),
    )


def standings(plan: Plan, as_of: dt.date) -> Iterator[Standing]:
    """Each commitment's status in the last assessed months, loaded for these days only.

    A commitment with several claims has the status of its worst, mere expectations (力争) aside.
    """
    days = _last_days(plan, as_of)
    rows = Assessment.objects.filter(
        plan=plan, as_of__in=days, commitment__state=State.ACCEPTED
    ).values("pk", "commitment", "as_of", "slot", "status", "sum__flags", "sum__zh", "sum__en")
    by_day: dict[tuple[int, dt.date], list[Row]] = defaultdict(list)
    for row in rows.order_by("commitment", "as_of", "slot"):
        by_day[row["commitment"], row["as_of"]].append(row)
    for (commitment, day), several in by_day.items():
        yield _standing(commitment, day, several)


def _standing(commitment: int, day: dt.date, rows: list[Row]) -> Standing:
    short = [row for row in rows if row["status"] in SHORT and not _expectation(row)]
    row = min(short, key=_gravest) if short else rows[0]
    return Standing(commitment, day, row["status"], _expectation(row), _evidence(row))


def _gravest(row: Row) -> tuple[int, int]:
    return SHORT.index(row["status"]), row["slot"]


def _expectation(row: Row) -> bool:
    return "strive" in (row["sum__flags"] or ())


def _evidence(row: Row) -> Row:
    return {
        "assessment": row["pk"],
        "as_of": row["as_of"].isoformat(),
        "status": row["status"],
        "zh": row["sum__zh"],
        "en": row["sum__en"],
    }


def _last_days(plan: Plan, as_of: dt.date) -> list[dt.date]:
    """The latest assessed day in each of the last assessed months, as many as the rules need."""
    days = Assessment.objects.filter(plan=plan, slot=0, as_of__lte=as_of)
    last: dict[tuple[int, int], dt.date] = {}
    for day in days.order_by("as_of").values_list("as_of", flat=True).distinct():
        last[day.year, day.month] = day
    return sorted(last.values())[-DEFAULT.behind :]


def reports(plan: Plan) -> Iterator[Reported]:
    """Every body's report of every month that has a reporting round."""
    rows = BodyReport.objects.filter(round__plan=plan).select_related("round__plan", "body")
    for row in rows.order_by("round__month", "body"):
        at = row.submitted_at if row.status in HANDED_IN else None
        handed_in = None if at is None else day_of(at)
        evidence = {
            "report": row.pk,
            "month": row.round.month,
            "late_after": row.round.late_after.isoformat(),
            "handed_in": None if handed_in is None else handed_in.isoformat(),
        }
        yield Reported(row.body_id, row.round.as_of, row.round.late_after, handed_in, evidence)


def open_matters(plan: Plan) -> set[str]:
    """Matters that have an open order."""
    orders = Order.objects.filter(plan=plan, stage__in=OPEN).exclude(matter="")
    return set(orders.values_list("matter", flat=True))


def settled(plan: Plan) -> dict[str, dt.date]:
    """Matter → the day up to which evidence is settled, by an ended order or declined proposal."""
    last: dict[str, dt.date] = {}
    ended = Order.objects.filter(plan=plan).exclude(stage__in=OPEN).exclude(matter="")
    days = [(order.matter, order.ended_on or order.stage_since) for order in ended]
    declined = Proposal.objects.filter(plan=plan, state=ProposalState.DECLINED)
    for matter, day in (*days, *declined.values_list("matter", "as_of")):
        last[matter] = max(day, last.get(matter, day))
    return last
