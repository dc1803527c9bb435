"""Queries for the pages of plans."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from duban_site.core.access.policy import Anybody, policy
from duban_site.core.clock import day_of
from duban_site.plans.models import (
    Claim,
    Commitment,
    Duty,
    Part,
    Plan,
    Responsibility,
    State,
    Topic,
)

LIVE = (State.PROPOSED, State.ACCEPTED, State.REJECTED)
"""States of current commitments: neither merged into another nor split into pieces."""


def plans_for(who: Anybody) -> QuerySet[Plan]:
    """The plans that the actor may see, without their texts, with counts by state."""
    commitments = Count("commitments", filter=Q(commitments__state__in=LIVE))
    return (
        policy.visible(who, "plans.see", Plan.objects.defer("text", "unread"))
        .annotate(
            commitment_count=commitments,
            accepted_count=Count("commitments", filter=Q(commitments__state=State.ACCEPTED)),
            proposed_count=Count("commitments", filter=Q(commitments__state=State.PROPOSED)),
        )
        .order_by("-year", "city", "-pk")
    )


def twins_of(plan: Plan) -> QuerySet[Plan]:
    """Other plans of the same city and year made from the same text, the oldest first."""
    same = Plan.objects.filter(city=plan.city, year=plan.year, text=plan.text)
    return same.exclude(pk=plan.pk).defer("text", "unread").order_by("pk")


def twin_words(twin: Plan) -> str:
    """The notice for somebody who imported the same report again."""
    told = _(
        "同一份报告已经导入过：%(plan)s（%(status)s，%(day)s 导入）。"
        "如果是重复导入，可以不管新的草稿。"
    )
    day = day_of(twin.created_at)
    return told % {"plan": twin, "status": twin.get_status_display(), "day": day}


def parts_of(plan: Plan) -> QuerySet[Part]:
    """The parts that hold commitments, with how many are decided.

    `idle` counts those still proposed that the reader took for a slogan or a leading sentence.
    """
    count = "topics__commitments"
    proposed = Q(topics__commitments__state=State.PROPOSED)
    return (
        plan.parts.annotate(
            total=Count(count, filter=Q(topics__commitments__state__in=LIVE)),
            undecided=Count(count, filter=proposed & Q(topics__commitments__counts=True)),
            idle=Count(count, filter=proposed & Q(topics__commitments__counts=False)),
            accepted=Count(count, filter=Q(topics__commitments__state=State.ACCEPTED)),
        )
        .filter(total__gt=0)
        .order_by("order")
    )


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the report's text; `commitment` is None between commitments."""

    text: str
    commitment: Commitment | None = None


@dataclass(frozen=True, slots=True)
class ReviewTopic:
    """A topic's text in segments, and its commitments in order."""

    topic: Topic
    segments: list[Segment]
    commitments: list[Commitment] = field(default_factory=list)


def review_topics(part: Part) -> list[ReviewTopic]:
    """A part's topics for review: the text beside what was found in it."""
    shown = Commitment.objects.filter(state__in=LIVE).prefetch_related("claims")
    topics = part.topics.prefetch_related(
        Prefetch("commitments", shown.order_by("start", "number"), to_attr="shown")
    )
    text = part.plan.text
    return [
        ReviewTopic(topic, segments(text, topic.start, topic.end, topic.shown), topic.shown)
        for topic in topics
    ]


def segments(text: str, start: int, end: int, commitments: list[Commitment]) -> list[Segment]:
    """`text[start:end]` cut at the commitments within it; together they are the text again."""
    found, at = [], start
    for commitment in sorted(commitments, key=lambda c: c.start):
        if commitment.start < at or commitment.end > end:
            continue  # part of a merged sentence: its text is in the merged commitment
        if commitment.start > at:
            found.append(Segment(text[at : commitment.start]))
        found.append(Segment(text[commitment.start : commitment.end], commitment))
        at = commitment.end
    if at < end:
        found.append(Segment(text[at:end]))
    return found


def neighbours(commitment: Commitment) -> QuerySet[Commitment]:
    """The other commitments of the topic that it could be merged with."""
    same = Commitment.objects.filter(topic=commitment.topic_id, state__in=LIVE)
    return same.exclude(pk=commitment.pk).order_by("start")


@dataclass(frozen=True, slots=True)
class Responsible:
    """The bodies responsible for a commitment, in order."""

    leads: list[Responsibility]
    cooperating: list[Responsibility]


def responsible(commitment: Commitment) -> Responsible:
    """Its lead and cooperating units; costs no query where they were prefetched."""
    rows = sorted(commitment.responsibilities.all(), key=lambda r: r.order)
    return Responsible(
        leads=[r for r in rows if r.duty == Duty.LEAD],
        cooperating=[r for r in rows if r.duty == Duty.COOPERATING],
    )


def with_responsibility(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """With claims, units, leader and reporter: four queries however many there are."""
    bodies = Responsibility.objects.select_related("body")
    return commitments.select_related("leader", "reporter", "topic__part").prefetch_related(
        Prefetch("responsibilities", bodies), "claims"
    )


def to_assign(plan: Plan, part: Part | None = None) -> QuerySet[Commitment]:
    """The accepted commitments of a plan, or of one part, for the assign page."""
    accepted = plan.commitments.filter(state=State.ACCEPTED).order_by("order", "number")
    if part is not None:
        accepted = accepted.filter(topic__part=part)
    return with_responsibility(accepted)


def unassigned_count(plan: Plan) -> int:
    """How many accepted commitments have no lead unit."""
    lead = Q(responsibilities__duty=Duty.LEAD)
    return plan.commitments.filter(state=State.ACCEPTED).exclude(lead).count()


def past_decisions() -> list[tuple[str, str]]:
    """(task, lead unit) of every responsibility that the office has confirmed, oldest first."""
    rows = Responsibility.objects.filter(duty=Duty.LEAD, order=0).order_by("pk")
    return list(rows.values_list("commitment__text", "body__name"))


def claim_history(commitment: Commitment) -> QuerySet[Claim]:
    """Its claims with every change of their targets."""
    return commitment.claims.prefetch_related("changes__by").order_by("order")
