"""The office's lists: rounds, reports, counts by status."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Prefetch, Q, QuerySet

from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.plans.breakdown import CommitmentProgress
from duban_site.plans.models import Plan, Status
from duban_site.reporting.models import Assessment, BodyReport, Entry, ReportingRound, ReportStatus

MONTHS = 12


def list_rounds(plan: Plan | None = None) -> QuerySet[ReportingRound]:
    """Months with how many reports are in which state."""
    rounds = ReportingRound.objects.all() if plan is None else plan.rounds.all()
    return rounds.annotate(
        total=Count("reports"),
        waiting=Count("reports", filter=Q(reports__status=ReportStatus.SUBMITTED)),
        accepted=Count("reports", filter=Q(reports__status=ReportStatus.ACCEPTED)),
    ).order_by("-month")


def list_plans_with_rounds() -> QuerySet[Plan]:
    """Plans in force, each with its months (`shown_rounds`)."""
    months = Prefetch("rounds", list_rounds(), to_attr="shown_rounds")
    active = Plan.objects.filter(status=Status.ACTIVE).defer("text", "unread")
    return active.prefetch_related(months).order_by("-year", "city")


def find_next_month(plan: Plan) -> int | None:
    """The first month that is not open yet; None when all are."""
    open_months = set(plan.rounds.values_list("month", flat=True))
    # January has no figures of its own: the year's first round is 1—2月.
    return next((month for month in range(2, MONTHS + 1) if month not in open_months), None)


def list_reports(reporting_round: ReportingRound) -> QuerySet[BodyReport]:
    """A month's reports; those that wait for the office first."""
    reports = reporting_round.reports.select_related("body", "round__plan", "checked_by")
    waiting = Count("pk", filter=Q(status=ReportStatus.SUBMITTED))
    written = Count("entries", filter=Q(entries__version__gt=0), distinct=True)
    return reports.annotate(waits=waiting, written=written).order_by("-waits", "body__order")


def count_statuses(plan: Plan, as_of: dt.date | None = None) -> dict[str, object] | None:
    """Commitments by status as of a day, in the bulletin's order; None where that day was not assessed.

    Without a day as of the newest assessment, which is `newest` in any case.
    """
    overall = Assessment.objects.filter(plan=plan, slot=0)
    newest = overall.order_by("-as_of").values_list("as_of", flat=True).first()
    as_of = as_of or newest
    if as_of is None:
        return None
    status_counts = overall.filter(as_of=as_of).order_by().values_list("status").annotate(n=Count("pk"))
    counts = dict(status_counts)
    if not counts:
        return None
    return {
        "as_of": as_of,
        "newest": newest,
        "counts": [(status, counts[status]) for status, _word in STATUS_CHOICES if status in counts],
    }


def load_progress(plan: Plan) -> dict[int, CommitmentProgress]:
    """Commitment → its newest status and the texts of its latest accepted report."""
    overall = Assessment.objects.filter(plan=plan, slot=0)
    newest = overall.order_by("-as_of").values_list("as_of", flat=True)[:1]
    label_by_status = dict(STATUS_CHOICES)
    rows = overall.filter(as_of=newest).values_list("commitment", "status")
    statuses = {commitment_id: str(label_by_status[status]) for commitment_id, status in rows}
    entries = Entry.objects.filter(report__round__plan=plan, report__status=ReportStatus.ACCEPTED).order_by(
        "report__round__month"
    )
    entry_by_commitment = {entry.commitment_id: entry for entry in entries}
    return {
        commitment_id: _build_progress(statuses.get(commitment_id, ""), entry_by_commitment.get(commitment_id))
        for commitment_id in statuses.keys() | entry_by_commitment
    }


def _build_progress(status: str, entry: Entry | None) -> CommitmentProgress:
    if entry is None:
        return CommitmentProgress(status)
    return CommitmentProgress(status, entry.progress, entry.problems, entry.next_steps)
