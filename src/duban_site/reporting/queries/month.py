"""A body's list for the month, most urgent first, with context for each figure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from duban.indicators import comparison_key
from duban.series import Period
from duban_site.core.amounts import Scale, choose_scale
from duban_site.core.errors import Refused
from duban_site.people.models import Person
from duban_site.plans.models import Claim, Commitment, Duty, Plan, State, Status
from duban_site.reporting.fall_signs import flip_fall_sign, is_typed_as_fall
from duban_site.reporting.figure_sources import FigureSource, find_sources
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

MAX_LISTED_NUMBERS = 20
STATUSES_BY_URGENCY = ("overdue", "behind", "no_data", "near", "on_schedule", "ahead", "not_due", "completed")


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
        schedule: Schedule | None = getattr(self.claim, "schedule", None)
        return schedule

    @property
    def typed_as_fall(self) -> bool:
        """Whether the body types how far the indicator fell."""
        return is_typed_as_fall(self.claim, self.schedule)

    def flip_sign(self, value: Decimal) -> Decimal:
        """Convert a typed figure to the stored one, or back."""
        return flip_fall_sign(value, self.claim, self.schedule)


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
        return bool(self.version or self.progress or any(figure.now for figure in self.figures))

    @property
    def empty(self) -> bool:
        """Whether nothing was entered for it, and nothing comes from elsewhere."""
        is_fed = bool(self.figures) and all(figure.source for figure in self.figures)
        return not self.written and not is_fed

    @property
    def remark(self) -> str:
        """What the office wants changed in it."""
        return "" if self.entry is None else self.entry.remark


def require_empty_confirmed(rows: Iterable[MonthRow], confirmed_count: str) -> None:
    """Raise Refused where nothing was entered for some rows, unless exactly their number is confirmed."""
    numbers = [row.commitment.number for row in rows if row.empty]
    if numbers and confirmed_count != str(len(numbers)):
        message = _("有 %(count)s 项没有填报：%(numbers)s。请先填写，或勾选确认空着。")
        raise Refused(message % {"count": len(numbers), "numbers": "、".join(numbers[:MAX_LISTED_NUMBERS])})


def list_body_reports(person: Person) -> QuerySet[BodyReport]:
    """The reports of a person's body in plans in force, newest month first."""
    reports = BodyReport.objects.filter(body=person.body_id, round__plan__status="active")
    return reports.select_related("round__plan", "body").order_by("-round__month", "round__plan")


def list_reported_commitments(report: BodyReport) -> QuerySet[Commitment]:
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


def build_month_rows(report: BodyReport) -> list[MonthRow]:
    """The month's list; a dozen queries however long it is."""
    commitments = list(list_reported_commitments(report))
    commitment_ids = [item.pk for item in commitments]
    entries, earlier_entries, figure_context = (
        _find_entries(report),
        _find_earlier_entries(report),
        _load_figure_context(report, commitment_ids),
    )
    assessments = find_newest_assessments(report.round.plan, commitment_ids)
    steps_by_commitment: dict[int, list[Milestone]] = defaultdict(list)
    for step in Milestone.objects.filter(commitment__in=commitment_ids).order_by("due", "pk"):
        steps_by_commitment[step.commitment_id].append(step)
    rows = []
    for commitment in commitments:
        entry = entries.get(commitment.pk)
        rows.append(
            MonthRow(
                commitment,
                [_build_figure_row(claim, figure_context, entry) for claim in commitment.claims.all()],
                entry,
                earlier_entries.get(commitment.pk),
                assessments.get(commitment.pk),
                steps_by_commitment[commitment.pk],
                [] if entry is None else list(entry.evidence.all()),
                "" if entry is None else entry.progress,
                {} if entry is None else entry.explanations,
            )
        )
    return sorted(rows, key=_urgency_key)


@dataclass(frozen=True, slots=True)
class _FigureContext:
    """The context of the month's figures, by claim."""

    last: dict[int, Figure]
    year_ago: dict[int, Figure]
    sources: dict[int, FigureSource]
    fed: dict[int, Figure]


def _load_figure_context(report: BodyReport, commitment_ids: Iterable[int]) -> _FigureContext:
    plan, month_end = report.round.plan, report.round.as_of
    claims = list(Claim.objects.filter(commitment__in=list(commitment_ids)))
    accepted = Figure.objects.filter(claim__in=claims).order_by("end", "serial")
    sources = find_sources(claim.pk for claim in claims)
    fed_figures = accepted.filter(claim__in=sources, end__gte=month_end.replace(day=1), end__lte=month_end)
    return _FigureContext(
        {figure.claim_id: figure for figure in accepted.filter(end__lt=month_end.replace(day=1))},
        _find_year_ago_figures(plan, month_end, claims),
        sources,
        {figure.claim_id: figure for figure in fed_figures},
    )


def _find_year_ago_figures(plan: Plan, month_end: dt.date, claims: Iterable[Claim]) -> dict[int, Figure]:
    """Claim → the figure of the same months in the city's plan of the year before."""
    earlier_plans = Plan.objects.filter(city=plan.city, year=plan.year - 1).exclude(status=Status.DRAFT)
    year_ago_day = month_end.replace(year=month_end.year - 1, day=28)
    rows = Figure.objects.filter(
        claim__commitment__plan__in=earlier_plans, end__year=year_ago_day.year, end__month=year_ago_day.month
    ).select_related("claim")
    figures_by_identity = {_claim_identity(figure.claim, plan.city): figure for figure in rows.order_by("serial")}
    matches = ((claim.pk, figures_by_identity.get(_claim_identity(claim, plan.city))) for claim in claims)
    return {claim_id: figure for claim_id, figure in matches if figure is not None}


def _claim_identity(claim: Claim, city: str) -> tuple[str, str, str]:
    return comparison_key(claim.indicator, city), claim.unit, claim.kind


def _build_figure_row(claim: Claim, figure_context: _FigureContext, entry: Entry | None) -> FigureRow:
    typed_figures = [] if entry is None else [figure for figure in entry.figures.all() if figure.claim_id == claim.pk]
    latest_figure = figure_context.last.get(claim.pk)
    return FigureRow(
        claim,
        choose_scale(claim.unit, claim.value, claim.assigned, latest_figure.value if latest_figure else None),
        latest_figure,
        typed_figures[0] if typed_figures else None,
        figure_context.year_ago.get(claim.pk),
        figure_context.sources.get(claim.pk),
        figure_context.fed.get(claim.pk),
    )


def _urgency_key(row: MonthRow) -> tuple[int, int]:
    status = "not_due" if row.assessment is None else row.assessment.status
    rank = STATUSES_BY_URGENCY.index(status) if status in STATUSES_BY_URGENCY else len(STATUSES_BY_URGENCY)
    return rank, row.commitment.order


def _find_entries(report: BodyReport) -> dict[int, Entry]:
    rows = report.entries.select_related("updated_by").prefetch_related("figures", "evidence")
    return {entry.commitment_id: entry for entry in rows}


def _find_earlier_entries(report: BodyReport) -> dict[int, Entry]:
    """Commitment → the body's entry in its latest accepted report before this month."""
    earlier = Entry.objects.filter(
        report__body=report.body_id,
        report__round__plan=report.round.plan_id,
        report__round__month__lt=report.round.month,
        report__status=ReportStatus.ACCEPTED,
    )
    return {entry.commitment_id: entry for entry in earlier.order_by("report__round__month")}


def find_newest_assessments(plan: Plan, commitment_ids: Iterable[int]) -> dict[int, Assessment]:
    """Commitment → its newest overall assessment."""
    newest_first = Assessment.objects.filter(plan=plan, slot=0).order_by("-as_of")
    newest = newest_first.values_list("as_of", flat=True).first()
    if newest is None:
        return {}
    rows = Assessment.objects.filter(plan=plan, slot=0, as_of=newest, commitment__in=list(commitment_ids))
    return {row.commitment_id: row for row in rows}


def default_period(reporting_round: ReportingRound) -> str:
    """The period that a month's figures are of, as it is written; empty for January."""
    period = Period(reporting_round.plan.year, 1, reporting_round.month)
    return "" if period.is_january_alone else str(period)
