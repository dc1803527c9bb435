"""One commitment with everything that explains its status: five to ten queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Substr

from duban_site.boards.queries.rows import (
    CLAIM_PATHS,
    COMMITMENT_PATHS,
    AssessmentRow,
    ClaimRow,
    CommitmentRow,
    DutyRow,
    FigureRow,
    load_rows,
    select_columns,
)
from duban_site.core.access.policy import policy
from duban_site.orders.models import Order
from duban_site.people.models import Person
from duban_site.plans.models import Claim, Commitment, Duty, Responsibility, TargetChange
from duban_site.reporting.models import Assessment, Entry, Evidence, Figure, Milestone, Reply, ReportStatus

OUTER_PK = OuterRef("pk")
ACCEPTED_ENTRIES = Entry.objects.filter(report__status=ReportStatus.ACCEPTED)
"""Entries that the office took in: drafts of units are never shown."""
COMMITMENTS = select_columns(
    CommitmentRow,
    Commitment.objects.annotate(
        topic_text=Substr("plan__text", F("topic__start") + 1, F("topic__end") - F("topic__start")),
        has_milestones=Exists(Milestone.objects.filter(commitment=OUTER_PK)),
        has_entries=Exists(ACCEPTED_ENTRIES.filter(commitment=OUTER_PK)),
        has_replies=Exists(Reply.objects.filter(assessment__commitment=OUTER_PK)),
        has_changes=Exists(TargetChange.objects.filter(claim__commitment=OUTER_PK)),
        has_orders=Exists(Order.objects.filter(commitment=OUTER_PK)),
    ),
    COMMITMENT_PATHS,
)
"""With the topic's text and not the whole report's, which is a hundred times as long.

Most commitments have neither milestones nor changes nor replies nor orders: whether there are any
is asked along with the commitment.
"""
BODIES = select_columns(DutyRow, Responsibility.objects.order_by("order"), {"body": "body__name"})
CLAIMS = select_columns(ClaimRow, Claim.objects.order_by("order", "start"), CLAIM_PATHS)
FIGURES = select_columns(FigureRow, Figure.objects.order_by("end", "period", "serial"))
ASSESSMENTS = select_columns(AssessmentRow, Assessment.objects.order_by("as_of", "slot"))


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """A claim with its figures (all versions), its assessments and the changes of its target."""

    claim: ClaimRow
    figures: list[FigureRow]
    assessments: list[AssessmentRow]
    changes: list[TargetChange]

    @property
    def now(self) -> AssessmentRow | None:
        """The newest assessment."""
        return self.assessments[-1] if self.assessments else None

    @property
    def current_figures(self) -> list[FigureRow]:
        """The figures in force: the latest version of each period, in order."""
        return sorted({figure.period: figure for figure in self.figures}.values(), key=lambda figure: figure.end)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A commitment's file."""

    commitment: CommitmentRow
    bodies: list[DutyRow]
    claims: list[ClaimFile]
    assessments: list[AssessmentRow]
    milestones: list[Milestone]
    entries: list[Entry]
    evidence: dict[int, list[Evidence]] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)

    @property
    def now(self) -> AssessmentRow | None:
        """The commitment's own newest assessment."""
        return self.assessments[-1] if self.assessments else None

    @property
    def leads(self) -> list[DutyRow]:
        """The units that lead, the one that reports first."""
        return [row for row in self.bodies if row.duty == Duty.LEAD]

    @property
    def cooperating(self) -> list[DutyRow]:
        """The units that cooperate."""
        return [row for row in self.bodies if row.duty == Duty.COOPERATING]


def load_dossier(viewer: Person, key: int) -> Dossier:
    """Return what `viewer` may see; 404 beyond their scope. Drafts of bodies are never in it."""
    commitment = CommitmentRow._make(policy.get_visible(viewer, "boards.see", COMMITMENTS, pk=key))
    assessment_rows = load_rows(AssessmentRow, ASSESSMENTS.filter(commitment=key))
    return Dossier(
        commitment=commitment,
        bodies=load_rows(DutyRow, BODIES.filter(commitment=key)),
        claims=_load_claims(commitment, assessment_rows),
        assessments=[row for row in assessment_rows if row.slot == 0],
        milestones=_load_milestones(key) if commitment.has_milestones else [],
        entries=_load_entries(key) if commitment.has_entries else [],
        evidence=_load_evidence(viewer, key) if commitment.has_entries else {},
        replies=_load_replies(key) if commitment.has_replies else [],
    )


def _load_milestones(commitment_id: int) -> list[Milestone]:
    return list(Milestone.objects.filter(commitment=commitment_id).order_by("due", "pk"))


def _load_entries(commitment_id: int) -> list[Entry]:
    rows = ACCEPTED_ENTRIES.filter(commitment=commitment_id)
    return list(rows.select_related("report__body", "report__round").order_by("-pk"))


def _load_replies(commitment_id: int) -> list[Reply]:
    rows = Reply.objects.filter(assessment__commitment=commitment_id)
    return list(rows.select_related("body", "by").order_by("at"))


def _load_claims(commitment: CommitmentRow, assessment_rows: list[AssessmentRow]) -> list[ClaimFile]:
    claims = load_rows(ClaimRow, CLAIMS.filter(commitment=commitment.pk))
    figures = _load_figures([claim.pk for claim in claims])
    changes = _load_changes(commitment.pk) if commitment.has_changes else {}
    assessments = _group_by_claim(assessment_rows)
    return [
        ClaimFile(
            claim_row, figures.get(claim_row.pk, []), assessments.get(claim_row.pk, []), changes.get(claim_row.pk, [])
        )
        for claim_row in claims
    ]


def _load_figures(claim_ids: list[int]) -> dict[int, list[FigureRow]]:
    """Claim → its figures in all versions."""
    figures_by_claim: dict[int, list[FigureRow]] = defaultdict(list)
    for row in load_rows(FigureRow, FIGURES.filter(claim__in=claim_ids)):
        figures_by_claim[row.claim_id].append(row)
    return figures_by_claim


def _load_changes(commitment_id: int) -> dict[int, list[TargetChange]]:
    """Claim → the changes of its target."""
    changes_by_claim: dict[int, list[TargetChange]] = defaultdict(list)
    for row in TargetChange.objects.filter(claim__commitment=commitment_id).select_related("by"):
        changes_by_claim[row.claim_id].append(row)
    return changes_by_claim


def _group_by_claim(assessment_rows: list[AssessmentRow]) -> dict[int, list[AssessmentRow]]:
    """Claim → its own rows; the only claim of a commitment has the commitment's."""
    rows_by_claim: dict[int, dict[dt.date, AssessmentRow]] = defaultdict(dict)
    for row in assessment_rows:  # slot 0 comes first, so that a claim's own row replaces it
        if row.claim_id is not None:
            rows_by_claim[row.claim_id][row.as_of] = row
    return {claim_id: list(rows.values()) for claim_id, rows in rows_by_claim.items()}


def _load_evidence(viewer: Person, commitment_id: int) -> dict[int, list[Evidence]]:
    rows: Any = Evidence.objects.filter(entry__commitment=commitment_id, entry__report__status=ReportStatus.ACCEPTED)
    evidence_by_entry: dict[int, list[Evidence]] = defaultdict(list)
    for row in policy.filter_visible(viewer, "reporting.see_evidence", rows).order_by("pk"):
        evidence_by_entry[row.entry_id].append(row)
    return dict(evidence_by_entry)
