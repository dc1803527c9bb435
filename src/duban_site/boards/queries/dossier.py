"""One commitment with everything that stands behind its light: five to ten queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Substr

from duban_site.access.policy import policy
from duban_site.figures.models import (
    Assessment,
    Entry,
    Evidence,
    Figure,
    Milestone,
    Reply,
    ReportStatus,
    Schedule,
)
from duban_site.people.models import Person
from duban_site.plans.models import Claim, Commitment, Duty, TargetChange
from duban_site.plans.queries import Responsible

ACCEPTED = Entry.objects.filter(report__status=ReportStatus.ACCEPTED)
"""Entries that the office took in: drafts of units are never shown."""


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """A claim with its figures (all versions), its assessments and the changes of its target."""

    claim: Claim
    figures: list[Figure]
    assessments: list[Assessment]
    changes: list[TargetChange]

    @property
    def schedule(self) -> Schedule | None:
        """Its schedule where one was stated."""
        return self.claim.schedule if hasattr(self.claim, "schedule") else None

    @property
    def now(self) -> Assessment | None:
        """The newest assessment."""
        return self.assessments[-1] if self.assessments else None

    @property
    def holding(self) -> list[Figure]:
        """The figures that hold: the last version of each period, in order."""
        return sorted({f.period: f for f in self.figures}.values(), key=lambda f: f.end)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A commitment's file."""

    commitment: Commitment
    topic_text: str
    responsible: Responsible
    claims: list[ClaimFile]
    assessments: list[Assessment]
    milestones: list[Milestone]
    entries: list[Entry]
    evidence: dict[int, list[Evidence]] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)

    @property
    def now(self) -> Assessment | None:
        """The commitment's own newest assessment."""
        return self.assessments[-1] if self.assessments else None

    @property
    def context(self) -> tuple[str, str, str]:
        """The topic's text before the sentence, the sentence, and the text after it."""
        one, topic = self.commitment, self.commitment.topic
        if not topic.start <= one.start < one.end <= topic.end:
            return "", one.text, ""
        start, end = one.start - topic.start, one.end - topic.start
        text = self.topic_text
        return text[:start].lstrip(), text[start:end], text[end:].rstrip()


def dossier(who: Person, key: int) -> Dossier:
    """The file as `who` may see it; 404 beyond the scope. Drafts of units are never in it."""
    one: Any = policy.get(who, "boards.see", _joined(), pk=key)
    assessed = list(one.assessments.order_by("as_of", "slot"))
    overall = [row for row in assessed if row.slot == 0]
    return Dossier(
        commitment=one,
        topic_text=one.topic_text,
        responsible=_responsible(one),
        claims=_claims(one, assessed),
        assessments=overall,
        milestones=list(one.milestones.order_by("due", "pk")) if one.has_milestones else [],
        entries=_entries(one) if one.has_entries else [],
        evidence=_evidence(who, one) if one.has_entries else {},
        replies=_replies(one) if one.has_replies else [],
    )


@cache
def _joined() -> QuerySet[Commitment]:
    """With its topic's text and not the whole report's, which is a hundred times as long.

    Most commitments have neither milestones nor changes nor replies: whether there are any is
    asked along with the commitment.
    """
    start, end = F("topic__start"), F("topic__end")
    own = Substr("plan__text", start + 1, end - start)
    joined = Commitment.objects.select_related("plan", "topic__part", "leader", "reporter")
    pk = OuterRef("pk")
    return joined.defer("plan__text", "plan__unread").annotate(
        topic_text=own,
        has_milestones=Exists(Milestone.objects.filter(commitment=pk)),
        has_entries=Exists(ACCEPTED.filter(commitment=pk)),
        has_replies=Exists(Reply.objects.filter(assessment__commitment=pk)),
        has_changes=Exists(TargetChange.objects.filter(claim__commitment=pk)),
    )


def _entries(one: Commitment) -> list[Entry]:
    rows = ACCEPTED.filter(commitment=one)
    return list(rows.select_related("report__unit", "report__round").order_by("-pk"))


def _replies(one: Commitment) -> list[Reply]:
    rows = Reply.objects.filter(assessment__commitment=one)
    return list(rows.select_related("unit", "by").order_by("at"))


def _responsible(one: Commitment) -> Responsible:
    rows = list(one.responsibilities.select_related("unit").order_by("order"))
    return Responsible(
        leads=[row for row in rows if row.duty == Duty.LEAD],
        cooperating=[row for row in rows if row.duty == Duty.COOPERATING],
    )


def _claims(one: Any, assessed: list[Assessment]) -> list[ClaimFile]:
    claims = list(
        one.claims.select_related("schedule__reference", "schedule__published_series").order_by(
            "order", "start"
        )
    )
    for claim in claims:
        claim.commitment = one
    figures: dict[int, list[Figure]] = defaultdict(list)
    rows = Figure.objects.filter(claim__commitment=one)
    for figure in rows.order_by("end", "period", "serial"):
        figures[figure.claim_id].append(figure)
    changes: dict[int, list[TargetChange]] = defaultdict(list)
    changed = TargetChange.objects.filter(claim__commitment=one).select_related("by")
    for change in changed if one.has_changes else ():
        changes[change.claim_id].append(change)
    by_claim = _by_claim(assessed)
    return [ClaimFile(c, figures[c.pk], by_claim[c.pk], changes[c.pk]) for c in claims]


def _by_claim(assessed: list[Assessment]) -> dict[int, list[Assessment]]:
    """Claim → its own rows; the only claim of a commitment has the commitment's."""
    found: dict[int, dict[dt.date, Assessment]] = defaultdict(dict)
    for row in assessed:  # slot 0 comes first, so that a claim's own row replaces it
        if row.claim_id is not None:
            found[row.claim_id][row.as_of] = row
    return defaultdict(list, {key: list(rows.values()) for key, rows in found.items()})


def _evidence(who: Person, one: Commitment) -> dict[int, list[Evidence]]:
    rows: Any = Evidence.objects.filter(
        entry__commitment=one, entry__report__status=ReportStatus.ACCEPTED
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in policy.visible(who, "figures.see_evidence", rows).order_by("pk"):
        found[row.entry_id].append(row)
    return dict(found)
