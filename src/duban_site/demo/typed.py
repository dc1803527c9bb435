"""The simulated figures in the reports of their month, as the units would have typed them."""

from __future__ import annotations

from collections.abc import Iterable

from duban_site.plans.models import Duty, Plan, Responsibility
from duban_site.reporting.models import BodyReport, Entry, EntryFigure, Figure, ReportStatus

Where = tuple[int, int]
"""A report's and a commitment's key."""


def typed(plan: Plan) -> int:
    """Enter each month's figures into its accepted reports; returns how many figures."""
    accepted = BodyReport.objects.filter(round__plan=plan, status=ReportStatus.ACCEPTED)
    reports = {(r.body_id, r.round.month): r for r in accepted.select_related("round")}
    leads = Responsibility.objects.filter(commitment__plan=plan, duty=Duty.LEAD)
    unit_of = dict(leads.values_list("commitment_id", "body_id"))
    figures = list(Figure.objects.filter(claim__commitment__plan=plan).select_related("claim"))
    placed: list[tuple[Figure, BodyReport]] = []
    for figure in figures:
        report = reports.get((unit_of.get(figure.claim.commitment_id, 0), figure.end.month))
        if report is not None:
            placed.append((figure, report))
    entries = _entries({(r.pk, f.claim.commitment_id) for f, r in placed})
    rows = []
    for figure, report in placed:
        figure.entry = entries[report.pk, figure.claim.commitment_id]
        figure.body_id = report.body_id
        rows.append(_row(figure, figure.entry))
    EntryFigure.objects.bulk_create(rows, 1000)
    Figure.objects.bulk_update([f for f, _ in placed], ["entry", "body"], 500)
    return len(rows)


def _entries(wanted: Iterable[Where]) -> dict[Where, Entry]:
    """Return the entry of each commitment in each report, creating empty ones as needed."""
    keys = sorted(wanted)
    reports = {report for report, _ in keys}
    held = Entry.objects.filter(report__in=reports)
    found = {(e.report_id, e.commitment_id): e for e in held}
    missing = [Entry(report_id=r, commitment_id=c) for r, c in keys if (r, c) not in found]
    for entry in Entry.objects.bulk_create(missing, 1000):
        found[entry.report_id, entry.commitment_id] = entry
    return found


def _row(figure: Figure, entry: Entry) -> EntryFigure:
    return EntryFigure(
        entry=entry,
        claim=figure.claim,
        period=figure.period,
        value=figure.value,
        published=figure.published,
        version=figure.version,
    )
