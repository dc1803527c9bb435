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
from duban_site.plans.models import Commitment as StoredCommitment
from duban_site.plans.models import Plan, State


def build_report(plan: Plan) -> Report:
    """The plan's text with its accepted commitments, as `duban.verification.verify` takes it."""
    rows_by_topic: dict[int, list[StoredCommitment]] = defaultdict(list)
    accepted = plan.commitments.filter(state=State.ACCEPTED).prefetch_related("claims")
    for commitment in accepted.order_by("order", "number"):
        rows_by_topic[commitment.topic_id].append(commitment)
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
                        convert_commitment(commitment_row, commitment_row.claims.all())
                        for commitment_row in rows_by_topic[topic.pk]
                    ),
                )
                for topic in part.topics.all()
            ),
        )
        for part in plan.parts.prefetch_related("topics")
    )
    return Report(plan.text, plan.title or None, plan.city, plan.report_date, plan.year, parts)


def _strip_zeros(value: Decimal | None) -> Decimal | None:
    """A stored number without the trailing zeros that the column adds."""
    if value is None:
        return None
    normalised = value.normalize()
    return normalised.quantize(Decimal(1)) if normalised == normalised.to_integral_value() else normalised


def convert_commitment(commitment_row: Any, claims: Iterable[Any]) -> Commitment:
    """Convert a commitment row, or a snapshot's commitment, with its claims.

    Both have the same field names.
    """
    return Commitment(
        id=commitment_row.number,
        type=CommitmentType(commitment_row.type),
        start=commitment_row.start,
        end=commitment_row.end,
        text=commitment_row.text,
        claims=tuple(_convert_claim(claim_row, commitment_row.number) for claim_row in claims),
    )


def _convert_claim(claim_row: Any, commitment_number: str) -> Claim:
    return Claim(
        start=claim_row.start,
        end=claim_row.end,
        number=claim_row.number,
        quote=claim_row.quote,
        indicator=claim_row.indicator,
        role=Role(claim_row.role),
        kind=ClaimKind(claim_row.kind),
        comparator=Comparator(claim_row.comparator) if claim_row.comparator else None,
        value=_strip_zeros(claim_row.value),
        value_high=_strip_zeros(claim_row.value_high),
        unit=claim_row.unit,
        direction=Direction(claim_row.direction),
        strength=Strength(claim_row.strength) if claim_row.strength else None,
        period=claim_row.period or None,
        commitment=commitment_number,
    )


def load_accepted_commitments(plans: Sequence[Plan]) -> dict[int, list[Commitment]]:
    """Each plan's accepted commitments with their claims, of all plans in two queries."""
    commitments_by_plan: dict[int, list[Commitment]] = {plan.pk: [] for plan in plans}
    commitment_rows = StoredCommitment.objects.filter(plan__in=[plan.pk for plan in plans])
    accepted = commitment_rows.filter(state=State.ACCEPTED).prefetch_related("claims")
    for commitment_row in accepted.order_by("plan_id", "order", "number"):
        commitments_by_plan[commitment_row.plan_id].append(
            convert_commitment(commitment_row, commitment_row.claims.all())
        )
    return commitments_by_plan
