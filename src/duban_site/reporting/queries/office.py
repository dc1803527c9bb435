"""The office's lists: rounds, reports, counts by status."""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q, QuerySet

from duban_site.core.status_words import STATUSES
from duban_site.plans.breakdown import Told
from duban_site.plans.models import Plan, Status
from duban_site.reporting.models import (
    Assessment,
    BodyReport,
    Entry,
    ReportingRound,
    ReportStatus,
)

MONTHS = 12


def rounds_of(plan: Plan | None = None) -> QuerySet[ReportingRound]:
    """Months with how many reports are in which state."""
    rounds = ReportingRound.objects.all() if plan is None else plan.rounds.all()
    return rounds.annotate(
        total=Count("reports"),
        waiting=Count("reports", filter=Q(reports__status=ReportStatus.SUBMITTED)),
        accepted=Count("reports", filter=Q(reports__status=ReportStatus.ACCEPTED)),
    ).order_by("-month")


def plans_with_rounds() -> QuerySet[Plan]:
    """Plans in force, each with its months (`shown_rounds`)."""
    months = Prefetch("rounds", rounds_of(), to_attr="shown_rounds")
    active = Plan.objects.filter(status=Status.ACTIVE).defer("text", "unread")
    return active.prefetch_related(months).order_by("-year", "city")


def next_month(plan: Plan) -> int | None:
    """The first month that is not open yet; None when all are."""
    opened = set(plan.rounds.values_list("month", flat=True))
    # January has no figures of its own: the year's first round is 1—2月.
    return next((m for m in range(2, MONTHS + 1) if m not in opened), None)


def reports_of(asked: ReportingRound) -> QuerySet[BodyReport]:
    """A month's reports; those that wait for the office first."""
    reports = asked.reports.select_related("body", "round__plan", "checked_by")
    waiting = Count("pk", filter=Q(status=ReportStatus.SUBMITTED))
    written = Count("entries", filter=Q(entries__version__gt=0), distinct=True)
    return reports.annotate(waits=waiting, written=written).order_by("-waits", "body__order")


def newest_counts(plan: Plan) -> dict[str, object] | None:
    """Commitments by status as of the newest assessment, in the bulletin's order; None without."""
    overall = Assessment.objects.filter(plan=plan, slot=0)
    newest = overall.order_by("-as_of").values_list("as_of", flat=True).first()
    if newest is None:
        return None
    rows = overall.filter(as_of=newest).order_by().values_list("status").annotate(n=Count("pk"))
    counts = dict(rows)
    return {
        "as_of": newest,
        "counts": [(status, counts[status]) for status, _word in STATUSES if status in counts],
    }


def told(plan: Plan) -> dict[int, Told]:
    """Commitment → its newest status and the texts of its latest accepted report."""
    overall = Assessment.objects.filter(plan=plan, slot=0)
    newest = overall.order_by("-as_of").values_list("as_of", flat=True)[:1]
    words = dict(STATUSES)
    rows = overall.filter(as_of=newest).values_list("commitment", "status")
    statuses = {key: str(words[status]) for key, status in rows}
    entries = Entry.objects.filter(
        report__round__plan=plan, report__status=ReportStatus.ACCEPTED
    ).order_by("report__round__month")
    said = {entry.commitment_id: entry for entry in entries}
    return {key: _told(statuses.get(key, ""), said.get(key)) for key in statuses.keys() | said}


def _told(status: str, entry: Entry | None) -> Told:
    if entry is None:
        return Told(status)
    return Told(status, entry.progress, entry.problems, entry.next_steps)
