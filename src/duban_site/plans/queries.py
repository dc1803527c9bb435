"""Queries for the pages of plans."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from duban_site.core.access.policy import AnyActor, policy
from duban_site.core.clock import to_local_date
from duban_site.plans.models import Claim, Commitment, Duty, Part, Plan, Responsibility, State, Topic

LIVE_STATES = (State.PROPOSED, State.ACCEPTED, State.REJECTED)
"""States of current commitments: neither merged into another nor split into pieces."""


def list_plans(actor: AnyActor) -> QuerySet[Plan]:
    """The plans that the actor may see, without their texts, with counts by state."""
    commitment_count = Count("commitments", filter=Q(commitments__state__in=(State.PROPOSED, State.ACCEPTED)))
    return (
        policy.filter_visible(actor, "plans.see", Plan.objects.defer("text", "unread"))
        .annotate(
            commitment_count=commitment_count,
            accepted_count=Count("commitments", filter=Q(commitments__state=State.ACCEPTED)),
            proposed_count=Count("commitments", filter=Q(commitments__state=State.PROPOSED)),
        )
        .order_by("-year", "city", "-pk")
    )


def list_plans_of_year(city: str, year: int) -> QuerySet[Plan]:
    """Every plan of a city and a year, the oldest first."""
    return Plan.objects.filter(city=city, year=year).defer("text", "unread").order_by("pk")


def list_duplicates(plan: Plan) -> QuerySet[Plan]:
    """Other plans of the same city and year made from the same text, the oldest first."""
    return list_plans_of_year(plan.city, plan.year).filter(text=plan.text).exclude(pk=plan.pk)


def describe_duplicate(duplicate: Plan) -> str:
    """The notice for somebody who imported the same report again."""
    message = _("同一份报告已经导入过：%(plan)s（%(status)s，%(day)s 导入）。如果是重复导入，可以不管新的草稿。")
    import_date = to_local_date(duplicate.created_at)
    return message % {"plan": duplicate, "status": duplicate.get_status_display(), "day": import_date}


def list_parts(plan: Plan) -> QuerySet[Part]:
    """The parts that hold commitments, with how many are decided.

    `counted` leaves out those that were rejected, which stand in the review. `idle` counts those
    still proposed that the reader took for a slogan or a leading sentence.
    """
    commitments_path = "topics__commitments"
    proposed = Q(topics__commitments__state=State.PROPOSED)
    undecided = proposed & Q(topics__commitments__counts=True)
    return (
        plan.parts.annotate(
            total=Count(commitments_path, filter=Q(topics__commitments__state__in=LIVE_STATES)),
            undecided=Count(commitments_path, filter=undecided),
            counted=Count(commitments_path, filter=Q(topics__commitments__state=State.ACCEPTED) | undecided),
            idle=Count(commitments_path, filter=proposed & Q(topics__commitments__counts=False)),
            accepted=Count(commitments_path, filter=Q(topics__commitments__state=State.ACCEPTED)),
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


def build_review_topics(part: Part) -> list[ReviewTopic]:
    """A part's topics for review: the text beside what was found in it."""
    live_commitments = Commitment.objects.filter(state__in=LIVE_STATES).prefetch_related("claims")
    topics = part.topics.prefetch_related(
        Prefetch("commitments", live_commitments.order_by("start", "number"), to_attr="shown")
    )
    text = part.plan.text
    return [
        ReviewTopic(topic, split_segments(text, topic.start, topic.end, topic.shown), topic.shown) for topic in topics
    ]


def split_segments(text: str, start: int, end: int, commitments: list[Commitment]) -> list[Segment]:
    """`text[start:end]` cut at the commitments within it; together they are the text again."""
    segment_list, offset = [], start
    for commitment in sorted(commitments, key=lambda candidate: candidate.start):
        if commitment.start < offset or commitment.end > end:
            continue  # part of a merged sentence: its text is in the merged commitment
        if commitment.start > offset:
            segment_list.append(Segment(text[offset : commitment.start]))
        segment_list.append(Segment(text[commitment.start : commitment.end], commitment))
        offset = commitment.end
    if offset < end:
        segment_list.append(Segment(text[offset:end]))
    return segment_list


def list_merge_candidates(commitment: Commitment) -> QuerySet[Commitment]:
    """The other commitments of the topic that it could be merged with."""
    siblings = Commitment.objects.filter(topic=commitment.topic_id, state__in=LIVE_STATES)
    return siblings.exclude(pk=commitment.pk).order_by("start")


@dataclass(frozen=True, slots=True)
class ResponsibleBodies:
    """The bodies responsible for a commitment, in order."""

    leads: list[Responsibility]
    cooperating: list[Responsibility]


def group_responsibilities(commitment: Commitment) -> ResponsibleBodies:
    """Its lead and cooperating units; costs no query where they were prefetched."""
    responsibilities = sorted(commitment.responsibilities.all(), key=lambda responsibility: responsibility.order)
    return ResponsibleBodies(
        leads=[responsibility for responsibility in responsibilities if responsibility.duty == Duty.LEAD],
        cooperating=[responsibility for responsibility in responsibilities if responsibility.duty == Duty.COOPERATING],
    )


def prefetch_responsibility(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """With claims, units, leader and reporter: four queries however many there are."""
    bodies = Responsibility.objects.select_related("body")
    return commitments.select_related("leader", "reporter", "topic__part").prefetch_related(
        Prefetch("responsibilities", bodies), "claims"
    )


def list_assignable(plan: Plan, part: Part | None = None) -> QuerySet[Commitment]:
    """The accepted commitments of a plan, or of one part, for the assign page."""
    accepted = plan.commitments.filter(state=State.ACCEPTED).order_by("order", "number")
    if part is not None:
        accepted = accepted.filter(topic__part=part)
    return prefetch_responsibility(accepted)


def count_unassigned(plan: Plan) -> int:
    """How many accepted commitments have no lead unit."""
    has_lead = Q(responsibilities__duty=Duty.LEAD)
    return plan.commitments.filter(state=State.ACCEPTED).exclude(has_lead).count()


def list_past_decisions() -> list[tuple[str, str]]:
    """(task, lead unit) of every responsibility that the office has confirmed, oldest first."""
    rows = Responsibility.objects.filter(duty=Duty.LEAD, order=0).order_by("pk")
    return list(rows.values_list("commitment__text", "body__name"))


def list_claims_with_changes(commitment: Commitment) -> QuerySet[Claim]:
    """Its claims with every change of their targets."""
    return commitment.claims.prefetch_related("changes__by").order_by("order")
