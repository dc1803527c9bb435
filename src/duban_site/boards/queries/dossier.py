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
    choose,
    rows_of,
)
from duban_site.core.access.policy import policy
from duban_site.orders.models import Order
from duban_site.people.models import Person
from duban_site.plans.models import Claim, Commitment, Duty, Responsibility, TargetChange
from duban_site.reporting.models import (
    Assessment,
    Entry,
    Evidence,
    Figure,
    Milestone,
    Reply,
    ReportStatus,
)

PK = OuterRef("pk")
ACCEPTED = Entry.objects.filter(report__status=ReportStatus.ACCEPTED)
"""Entries that the office took in: drafts of units are never shown."""
COMMITMENTS = choose(
    CommitmentRow,
    Commitment.objects.annotate(
        topic_text=Substr("plan__text", F("topic__start") + 1, F("topic__end") - F("topic__start")),
        has_milestones=Exists(Milestone.objects.filter(commitment=PK)),
        has_entries=Exists(ACCEPTED.filter(commitment=PK)),
        has_replies=Exists(Reply.objects.filter(assessment__commitment=PK)),
        has_changes=Exists(TargetChange.objects.filter(claim__commitment=PK)),
        has_orders=Exists(Order.objects.filter(commitment=PK)),
    ),
    COMMITMENT_PATHS,
)
"""With the topic's text and not the whole report's, which is a hundred times as long.

Most commitments have neither milestones nor changes nor replies nor orders: whether there are any
is asked along with the commitment.
"""
BODIES = choose(DutyRow, Responsibility.objects.order_by("order"), {"body": "body__name"})
CLAIMS = choose(ClaimRow, Claim.objects.order_by("order", "start"), CLAIM_PATHS)
FIGURES = choose(FigureRow, Figure.objects.order_by("end", "period", "serial"))
ASSESSMENTS = choose(AssessmentRow, Assessment.objects.order_by("as_of", "slot"))


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
    def holding(self) -> list[FigureRow]:
        """The figures in force: the latest version of each period, in order."""
        return sorted({f.period: f for f in self.figures}.values(), key=lambda f: f.end)


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


def dossier(who: Person, key: int) -> Dossier:
    """Return what `viewer` may see; 404 beyond their scope. Drafts of bodies are never in it."""
    one = CommitmentRow._make(policy.get(who, "boards.see", COMMITMENTS, pk=key))
    assessed = rows_of(AssessmentRow, ASSESSMENTS.filter(commitment=key))
    return Dossier(
        commitment=one,
        bodies=rows_of(DutyRow, BODIES.filter(commitment=key)),
        claims=_claims(one, assessed),
        assessments=[row for row in assessed if row.slot == 0],
        milestones=_milestones(key) if one.has_milestones else [],
        entries=_entries(key) if one.has_entries else [],
        evidence=_evidence(who, key) if one.has_entries else {},
        replies=_replies(key) if one.has_replies else [],
    )


def _milestones(key: int) -> list[Milestone]:
    return list(Milestone.objects.filter(commitment=key).order_by("due", "pk"))


def _entries(key: int) -> list[Entry]:
    rows = ACCEPTED.filter(commitment=key)
    return list(rows.select_related("report__body", "report__round").order_by("-pk"))


def _replies(key: int) -> list[Reply]:
    rows = Reply.objects.filter(assessment__commitment=key)
    return list(rows.select_related("body", "by").order_by("at"))


def _claims(one: CommitmentRow, assessed: list[AssessmentRow]) -> list[ClaimFile]:
    claims = rows_of(ClaimRow, CLAIMS.filter(commitment=one.pk))
    figures = _figures([claim.pk for claim in claims])
    changes = _changes(one.pk) if one.has_changes else {}
    judged = _by_claim(assessed)
    return [
        ClaimFile(c, figures.get(c.pk, []), judged.get(c.pk, []), changes.get(c.pk, []))
        for c in claims
    ]


def _figures(claims: list[int]) -> dict[int, list[FigureRow]]:
    """Claim → its figures in all versions."""
    found: dict[int, list[FigureRow]] = defaultdict(list)
    for row in rows_of(FigureRow, FIGURES.filter(claim__in=claims)):
        found[row.claim_id].append(row)
    return found


def _changes(key: int) -> dict[int, list[TargetChange]]:
    """Claim → the changes of its target."""
    found: dict[int, list[TargetChange]] = defaultdict(list)
    for row in TargetChange.objects.filter(claim__commitment=key).select_related("by"):
        found[row.claim_id].append(row)
    return found


def _by_claim(assessed: list[AssessmentRow]) -> dict[int, list[AssessmentRow]]:
    """Claim → its own rows; the only claim of a commitment has the commitment's."""
    found: dict[int, dict[dt.date, AssessmentRow]] = defaultdict(dict)
    for row in assessed:  # slot 0 comes first, so that a claim's own row replaces it
        if row.claim_id is not None:
            found[row.claim_id][row.as_of] = row
    return {key: list(rows.values()) for key, rows in found.items()}


def _evidence(who: Person, key: int) -> dict[int, list[Evidence]]:
    rows: Any = Evidence.objects.filter(
        entry__commitment=key, entry__report__status=ReportStatus.ACCEPTED
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in policy.visible(who, "reporting.see_evidence", rows).order_by("pk"):
        found[row.entry_id].append(row)
    return dict(found)
