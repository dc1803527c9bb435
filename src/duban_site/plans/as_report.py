"""Convert a plan to the library's Report: accepted commitments with their current claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from duban.commitments import (
    Claim,
    ClaimKind,
    Commitment,
    CommitmentType,
    Comparator,
    Direction,
    Part,
    PartRole,
    Report,
    Role,
    Strength,
    Topic,
)
from duban_site.plans.models import Commitment as Kept
from duban_site.plans.models import Plan, State


def as_report(plan: Plan) -> Report:
    """The plan's text with its accepted commitments, as `duban.verification.verify` takes it."""
    kept: dict[int, list[Kept]] = defaultdict(list)
    accepted = plan.commitments.filter(state=State.ACCEPTED).prefetch_related("claims")
    for commitment in accepted.order_by("order", "number"):
        kept[commitment.topic_id].append(commitment)
    parts = tuple(
        Part(
            number=part.number,
            heading=part.heading,
            role=PartRole(part.role),
            start=part.start,
            end=part.end,
            topics=tuple(
                Topic(
                    number=topic.number,
                    heading=topic.heading,
                    start=topic.start,
                    end=topic.end,
                    commitments=tuple(
                        commitment_of(own, own.claims.all()) for own in kept[topic.pk]
                    ),
                )
                for topic in part.topics.all()
            ),
        )
        for part in plan.parts.prefetch_related("topics")
    )
    return Report(plan.text, plan.title or None, plan.city, plan.report_date, plan.year, parts)


def _plain(value: Decimal | None) -> Decimal | None:
    """A stored number without the trailing zeros that the column adds."""
    if value is None:
        return None
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def commitment_of(kept: Any, claims: Iterable[Any]) -> Commitment:
    """Convert a commitment row, or a snapshot's commitment, with its claims.

    Both have the same field names.
    """
    return Commitment(
        id=kept.number,
        type=CommitmentType(kept.type),
        start=kept.start,
        end=kept.end,
        text=kept.text,
        claims=tuple(_claim(one, kept.number) for one in claims),
    )


def _claim(kept: Any, commitment: str) -> Claim:
    return Claim(
        start=kept.start,
        end=kept.end,
        number=kept.number,
        quote=kept.quote,
        indicator=kept.indicator,
        role=Role(kept.role),
        kind=ClaimKind(kept.kind),
        comparator=Comparator(kept.comparator) if kept.comparator else None,
        value=_plain(kept.value),
        value_high=_plain(kept.value_high),
        unit=kept.unit,
        direction=Direction(kept.direction),
        strength=Strength(kept.strength) if kept.strength else None,
        period=kept.period or None,
        commitment=commitment,
    )


def accepted_of(plans: Sequence[Plan]) -> dict[int, list[Commitment]]:
    """Each plan's accepted commitments with their claims, of all plans in two queries."""
    found: dict[int, list[Commitment]] = {plan.pk: [] for plan in plans}
    kept = Kept.objects.filter(plan__in=[plan.pk for plan in plans])
    accepted = kept.filter(state=State.ACCEPTED).prefetch_related("claims")
    for one in accepted.order_by("plan_id", "order", "number"):
        found[one.plan_id].append(commitment_of(one, one.claims.all()))
    return found
