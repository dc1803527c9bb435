"""The simulated figures in the reports of their month, as the units would have typed them."""

from __future__ import annotations

from collections.abc import Iterable

from duban_site.plans.models import Duty, Plan, Responsibility
from duban_site.reporting.models import BodyReport, Entry, EntryFigure, Figure, ReportStatus

EntryKey = tuple[int, int]
"""A report's and a commitment's key."""


def enter_figures(plan: Plan) -> int:
    """Enter each month's figures into its accepted reports; returns how many figures."""
    accepted = BodyReport.objects.filter(round__plan=plan, status=ReportStatus.ACCEPTED)
    reports = {
        (body_report.body_id, body_report.round.month): body_report for body_report in accepted.select_related("round")
    }
    leads = Responsibility.objects.filter(commitment__plan=plan, duty=Duty.LEAD)
    lead_by_commitment = dict(leads.values_list("commitment_id", "body_id"))
    figures = list(Figure.objects.filter(claim__commitment__plan=plan).select_related("claim"))
    pairs: list[tuple[Figure, BodyReport]] = []
    for figure in figures:
        report = reports.get((lead_by_commitment.get(figure.claim.commitment_id, 0), figure.end.month))
        if report is not None:
            pairs.append((figure, report))
    entries = _ensure_entries(
        {(body_report.pk, placed_figure.claim.commitment_id) for placed_figure, body_report in pairs}
    )
    entry_figures = []
    for figure, report in pairs:
        figure.entry = entries[report.pk, figure.claim.commitment_id]
        figure.body_id = report.body_id
        entry_figures.append(_build_entry_figure(figure, figure.entry))
    EntryFigure.objects.bulk_create(entry_figures, 1000)
    Figure.objects.bulk_update([placed_figure for placed_figure, _ in pairs], ["entry", "body"], 500)
    return len(entry_figures)


def _ensure_entries(entry_keys: Iterable[EntryKey]) -> dict[EntryKey, Entry]:
    """Return the entry of each commitment in each report, creating empty ones as needed."""
    sorted_keys = sorted(entry_keys)
    reports = {report for report, _ in sorted_keys}
    existing = Entry.objects.filter(report__in=reports)
    entry_by_key = {
        (existing_entry.report_id, existing_entry.commitment_id): existing_entry for existing_entry in existing
    }
    missing = [
        Entry(report_id=report_id, commitment_id=commitment_id)
        for report_id, commitment_id in sorted_keys
        if (report_id, commitment_id) not in entry_by_key
    ]
    for entry in Entry.objects.bulk_create(missing, 1000):
        entry_by_key[entry.report_id, entry.commitment_id] = entry
    return entry_by_key


def _build_entry_figure(figure: Figure, entry: Entry) -> EntryFigure:
    return EntryFigure(
        entry=entry,
        claim=figure.claim,
        period=figure.period,
        value=figure.value,
        published=figure.published,
        version=figure.version,
    )
