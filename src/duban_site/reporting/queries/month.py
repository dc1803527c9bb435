"""A body's list for the month, most urgent first, with context for each figure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from duban.indicators import key
from duban.series import Period
from duban_site.core.amounts import Scale, scale_of
from duban_site.people.models import Person
from duban_site.plans.models import Claim, Commitment, Duty, Plan, State, Status
from duban_site.reporting.feeding import FigureSource, sources_of
from duban_site.reporting.models import (
    Assessment,
    BodyReport,
    Entry,
    EntryFigure,
    Evidence,
    Figure,
    Milestone,
    ReportingRound,
    ReportStatus,
    Schedule,
)
from duban_site.reporting.signs import turned, typed_as_fall

URGENCY = ("overdue", "behind", "no_data", "near", "on_schedule", "ahead", "not_due", "completed")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One claim to be reported, with its context.

    `last` is the newest figure of an earlier month, `year_ago` that of the same months a year
    before, `now` what was typed. Where the claim is fed automatically, `source` says from where,
    and `fed` is the figure for this month.
    """

    claim: Claim
    scale: Scale
    last: Figure | None = None
    now: EntryFigure | None = None
    year_ago: Figure | None = None
    source: FigureSource | None = None
    fed: Figure | None = None

    @property
    def schedule(self) -> Schedule | None:
        """The claim's schedule; None where it has no row (the even one applies)."""
        found: Schedule | None = getattr(self.claim, "schedule", None)
        return found

    @property
    def typed_as_fall(self) -> bool:
        """Whether the body types how far the indicator fell."""
        return typed_as_fall(self.claim, self.schedule)

    def turned(self, value: Decimal) -> Decimal:
        """Convert a typed figure to the stored one, or back."""
        return turned(value, self.claim, self.schedule)


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem that a check reports; if `asks`, it is corrected or answered with a reason."""

    code: str
    message: str
    asks: bool = True
    reason: str = ""

    @property
    def unanswered(self) -> bool:
        """Whether it still blocks signing: it asks for a reason and has none."""
        return self.asks and not self.reason


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One commitment of the month's list: its entry, figures and context."""

    commitment: Commitment
    figures: list[FigureRow]
    entry: Entry | None
    before: Entry | None
    assessment: Assessment | None
    milestones: list[Milestone] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    progress: str = ""
    explanations: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def version(self) -> int:
        """Of the entry as it stands; 0 before the first writing."""
        return 0 if self.entry is None else self.entry.version

    @property
    def written(self) -> bool:
        """Whether anything was entered for it this month."""
        return bool(self.version or self.progress or any(f.now for f in self.figures))

    @property
    def remark(self) -> str:
        """What the office wants changed in it."""
        return "" if self.entry is None else self.entry.remark


def own_reports(person: Person) -> QuerySet[BodyReport]:
    """The reports of a person's body in plans in force, newest month first."""
    found = BodyReport.objects.filter(body=person.body_id, round__plan__status="active")
    return found.select_related("round__plan", "body").order_by("-round__month", "round__plan")


def reported_by(report: BodyReport) -> QuerySet[Commitment]:
    """The commitments on which the report's unit reports: those it is named first for."""
    claims = Claim.objects.exclude(role="result").select_related("schedule")
    return (
        Commitment.objects.filter(
            plan=report.round.plan_id,
            state=State.ACCEPTED,
            responsibilities__body=report.body_id,
            responsibilities__duty=Duty.LEAD,
            responsibilities__order=0,
        )
        .select_related("plan")
        .prefetch_related(Prefetch("claims", claims))
        .order_by("order", "number")
    )


def month_rows(report: BodyReport) -> list[MonthRow]:
    """The month's list; a dozen queries however long it is."""
    commitments = list(reported_by(report))
    keys = [c.pk for c in commitments]
    entries, before, beside = _entries(report), _entries_before(report), _beside(report, keys)
    judged = newest_assessments(report.round.plan, keys)
    steps: dict[int, list[Milestone]] = defaultdict(list)
    for step in Milestone.objects.filter(commitment__in=keys).order_by("due", "pk"):
        steps[step.commitment_id].append(step)
    rows = []
    for commitment in commitments:
        entry = entries.get(commitment.pk)
        rows.append(
            MonthRow(
                commitment,
                [_figure_row(claim, beside, entry) for claim in commitment.claims.all()],
                entry,
                before.get(commitment.pk),
                judged.get(commitment.pk),
                steps[commitment.pk],
                [] if entry is None else list(entry.evidence.all()),
                "" if entry is None else entry.progress,
                {} if entry is None else entry.explanations,
            )
        )
    return sorted(rows, key=_urgency)


@dataclass(frozen=True, slots=True)
class _Beside:
    """The context of the month's figures, by claim."""

    last: dict[int, Figure]
    year_ago: dict[int, Figure]
    sources: dict[int, FigureSource]
    fed: dict[int, Figure]


def _beside(report: BodyReport, commitments: Iterable[int]) -> _Beside:
    plan, end = report.round.plan, report.round.as_of
    claims = list(Claim.objects.filter(commitment__in=list(commitments)))
    accepted = Figure.objects.filter(claim__in=claims).order_by("end", "serial")
    sources = sources_of(claim.pk for claim in claims)
    fed = accepted.filter(claim__in=sources, end__gte=end.replace(day=1), end__lte=end)
    return _Beside(
        {figure.claim_id: figure for figure in accepted.filter(end__lt=end.replace(day=1))},
        _year_ago(plan, end, claims),
        sources,
        {figure.claim_id: figure for figure in fed},
    )


def _year_ago(plan: Plan, end: dt.date, claims: Iterable[Claim]) -> dict[int, Figure]:
    """Claim → the figure of the same months in the city's plan of the year before."""
    before = Plan.objects.filter(city=plan.city, year=plan.year - 1).exclude(status=Status.DRAFT)
    day = end.replace(year=end.year - 1, day=28)
    rows = Figure.objects.filter(
        claim__commitment__plan__in=before,
        end__year=day.year,
        end__month=day.month,
    ).select_related("claim")
    same = {_identity(figure.claim, plan.city): figure for figure in rows.order_by("serial")}
    found = ((claim.pk, same.get(_identity(claim, plan.city))) for claim in claims)
    return {key: figure for key, figure in found if figure is not None}


def _identity(claim: Claim, city: str) -> tuple[str, str, str]:
    return key(claim.indicator, city), claim.unit, claim.kind


def _figure_row(claim: Claim, beside: _Beside, entry: Entry | None) -> FigureRow:
    typed = [] if entry is None else [f for f in entry.figures.all() if f.claim_id == claim.pk]
    last = beside.last.get(claim.pk)
    return FigureRow(
        claim,
        scale_of(claim.unit, claim.value, claim.assigned, last.value if last else None),
        last,
        typed[0] if typed else None,
        beside.year_ago.get(claim.pk),
        beside.sources.get(claim.pk),
        beside.fed.get(claim.pk),
    )


def _urgency(row: MonthRow) -> tuple[int, int]:
    status = "not_due" if row.assessment is None else row.assessment.status
    place = URGENCY.index(status) if status in URGENCY else len(URGENCY)
    return place, row.commitment.order


def _entries(report: BodyReport) -> dict[int, Entry]:
    rows = report.entries.select_related("updated_by").prefetch_related("figures", "evidence")
    return {entry.commitment_id: entry for entry in rows}


def _entries_before(report: BodyReport) -> dict[int, Entry]:
    """Commitment → the body's entry in its latest accepted report before this month."""
    earlier = Entry.objects.filter(
        report__body=report.body_id,
        report__round__plan=report.round.plan_id,
        report__round__month__lt=report.round.month,
        report__status=ReportStatus.ACCEPTED,
    )
    return {entry.commitment_id: entry for entry in earlier.order_by("report__round__month")}


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
