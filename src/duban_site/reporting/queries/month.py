"""A unit's list for the month, most urgent first, with last month's figures beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from duban.series import Period
from duban_site.core.amounts import Scale, scale_of
from duban_site.people.models import Person
from duban_site.plans.models import Claim, Commitment, Duty, Plan, State
from duban_site.reporting.models import (
    Assessment,
    BodyReport,
    Entry,
    EntryFigure,
    Figure,
    ReportingRound,
    ReportStatus,
)

URGENCY = ("overdue", "behind", "no_data", "near", "on_schedule", "ahead", "not_due", "completed")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One claim to be reported: its scale, the newest accepted figure, what was typed so far."""

    claim: Claim
    scale: Scale
    last: Figure | None
    now: EntryFigure | None


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One commitment of the month's list."""

    commitment: Commitment
    figures: list[FigureRow]
    entry: Entry | None
    before: Entry | None
    assessment: Assessment | None
    flags: list[str] = field(default_factory=list)

    @property
    def version(self) -> int:
        """Of the entry as it stands; 0 before the first writing."""
        return 0 if self.entry is None else self.entry.version


def own_reports(person: Person) -> QuerySet[BodyReport]:
    """The reports asked of a person's unit in plans in force, newest month first."""
    found = BodyReport.objects.filter(body=person.body_id, round__plan__status="active")
    return found.select_related("round__plan", "body").order_by("-round__month", "round__plan")


def reported_by(report: BodyReport) -> QuerySet[Commitment]:
    """The commitments on which the report's unit reports: those it is named first for."""
    return (
        Commitment.objects.filter(
            plan=report.round.plan_id,
            state=State.ACCEPTED,
            responsibilities__body=report.body_id,
            responsibilities__duty=Duty.LEAD,
            responsibilities__order=0,
        )
        .select_related("plan")
        .prefetch_related(Prefetch("claims", Claim.objects.exclude(role="result")))
        .order_by("order", "number")
    )


def month_rows(report: BodyReport) -> list[MonthRow]:
    """The list; seven queries however long it is."""
    commitments = list(reported_by(report))
    keys = [c.pk for c in commitments]
    entries, before = _entries(report), _entries_before(report)
    figures, judged = newest_figures(commitments), newest_assessments(report.round.plan, keys)
    rows = [
        MonthRow(
            commitment,
            [
                _figure_row(claim, figures.get(claim.pk), entries.get(commitment.pk))
                for claim in commitment.claims.all()
            ],
            entries.get(commitment.pk),
            before.get(commitment.pk),
            judged.get(commitment.pk),
        )
        for commitment in commitments
    ]
    return sorted(rows, key=_urgency)


def _figure_row(claim: Claim, last: Figure | None, entry: Entry | None) -> FigureRow:
    typed = [] if entry is None else [f for f in entry.figures.all() if f.claim_id == claim.pk]
    scale = scale_of(claim.unit, claim.value, claim.assigned, last.value if last else None)
    return FigureRow(claim, scale, last, typed[0] if typed else None)


def _urgency(row: MonthRow) -> tuple[int, int]:
    status = "not_due" if row.assessment is None else row.assessment.status
    place = URGENCY.index(status) if status in URGENCY else len(URGENCY)
    return place, row.commitment.order


def _entries(report: BodyReport) -> dict[int, Entry]:
    rows = report.entries.select_related("updated_by").prefetch_related("figures", "evidence")
    return {entry.commitment_id: entry for entry in rows}


def _entries_before(report: BodyReport) -> dict[int, Entry]:
    """What the unit said the last time it reported, by commitment."""
    earlier = Entry.objects.filter(
        report__body=report.body_id,
        report__round__plan=report.round.plan_id,
        report__round__month__lt=report.round.month,
        report__status=ReportStatus.ACCEPTED,
    )
    return {entry.commitment_id: entry for entry in earlier.order_by("report__round__month")}


def newest_figures(commitments: Iterable[Commitment]) -> dict[int, Figure]:
    """Claim → the figure of its newest period, in the version that holds."""
    rows = Figure.objects.filter(claim__commitment__in=commitments).order_by("end", "serial")
    return {figure.claim_id: figure for figure in rows}


def newest_assessments(plan: Plan, commitments: Iterable[int]) -> dict[int, Assessment]:
    """Commitment → its newest overall assessment."""
    days = Assessment.objects.filter(plan=plan, slot=0).order_by("-as_of")
    newest = days.values_list("as_of", flat=True).first()
    if newest is None:
        return {}
    rows = Assessment.objects.filter(
        plan=plan, slot=0, as_of=newest, commitment__in=list(commitments)
    )
    return {row.commitment_id: row for row in rows}


def usual_period(asked: ReportingRound) -> str:
    """The period that a month's figures are of, as it is written; empty for January."""
    period = Period(asked.plan.year, 1, asked.month)
    return "" if period.lone_january else str(period)
