"""Every accepted commitment of a plan as the JSON of a snapshot's row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from duban_site.plans.models import Plan, State
from duban_site.snapshots.freezing import claims, statements
from duban_site.snapshots.freezing.claims import encode_value

Json = dict[str, Any]
BATCH_SIZE = 2000
"""Commitments read per batch; each batch takes nine queries."""
COMMITMENT_COLUMNS = ("number", "order", "text", "start", "end", "type", "starred", "joint", "deadline", "note")
RELATED_COLUMNS = {
    "part": ("topic__part__order", "topic__part__number", "topic__part__heading"),
    "topic": ("topic__order", "topic__number", "topic__heading", "topic__section"),
    "leader": ("leader", "leader__name", "leader__title"),
}
RELATED_NAMES = {
    "part": ("order", "number", "heading"),
    "topic": ("order", "number", "heading", "section"),
    "leader": ("id", "name", "title"),
}
NO_ASSESSMENT: Json = {"status": "no_data", "light": "", "sum": {"zh": "", "en": ""}}


def freeze_rows(
    plan: Plan, month: int, as_of: dt.date, earlier_by_commitment: dict[int, tuple[str, str]]
) -> Iterator[Json]:
    """The rows in the report's order.

    `earlier_by_commitment` has (status, light) in the previous snapshot.
    """
    accepted_commitments = plan.commitments.filter(state=State.ACCEPTED).order_by("order", "number")
    commitment_ids = list(accepted_commitments.values_list("pk", flat=True))
    for batch_start in range(0, len(commitment_ids), BATCH_SIZE):
        yield from _freeze_batch(
            commitment_ids[batch_start : batch_start + BATCH_SIZE], plan, month, as_of, earlier_by_commitment
        )


def _freeze_batch(
    commitment_ids: Sequence[int],
    plan: Plan,
    month: int,
    as_of: dt.date,
    earlier_by_commitment: dict[int, tuple[str, str]],
) -> Iterator[Json]:
    claims_by_commitment, assessments_by_commitment = (
        claims.freeze_claims(commitment_ids, as_of),
        claims.freeze_assessments(commitment_ids, as_of),
    )
    bodies_by_commitment, milestones_by_commitment = (
        statements.freeze_bodies(commitment_ids),
        statements.freeze_milestones(commitment_ids),
    )
    statement_by_commitment, replies_by_commitment = (
        statements.freeze_statements(commitment_ids, month),
        statements.freeze_replies(commitment_ids, as_of),
    )
    files_by_commitment = statements.freeze_evidence(commitment_ids, month)
    for commitment_id, commitment_json in _load_commitments(commitment_ids, plan):
        earlier_status = earlier_by_commitment.get(commitment_id)
        yield {
            "v": 1,
            "id": commitment_id,
            **commitment_json,
            "units": bodies_by_commitment[commitment_id],
            **_attach_assessments(claims_by_commitment[commitment_id], assessments_by_commitment[commitment_id]),
            "was": None if earlier_status is None else {"status": earlier_status[0], "light": earlier_status[1]},
            "milestones": milestones_by_commitment[commitment_id],
            "words": statement_by_commitment.get(commitment_id),
            "replies": replies_by_commitment[commitment_id],
            "evidence": files_by_commitment[commitment_id],
        }


def _load_commitments(commitment_ids: Sequence[int], plan: Plan) -> Iterator[tuple[int, Json]]:
    column_names = ("pk", *COMMITMENT_COLUMNS, *(column for columns in RELATED_COLUMNS.values() for column in columns))
    rows = plan.commitments.filter(pk__in=commitment_ids).order_by("order", "number")
    for values in rows.values_list(*column_names):
        row = dict(zip(column_names, values, strict=True))
        commitment_json: Json = {name: encode_value(row[name]) for name in COMMITMENT_COLUMNS}
        for relation, columns in RELATED_COLUMNS.items():
            name_column_pairs = zip(RELATED_NAMES[relation], columns, strict=True)
            commitment_json[relation] = {name: encode_value(row[column]) for name, column in name_column_pairs}
        if commitment_json["leader"]["id"] is None:
            commitment_json["leader"] = None
        yield row["pk"], commitment_json


def _attach_assessments(claims_json: list[Json], slot_assessments: list[tuple[int, Json]]) -> Json:
    """The commitment's assessment (slot 0), and each claim with its assessment."""
    by_slot = dict(slot_assessments)
    commitment_assessment = by_slot.get(0, NO_ASSESSMENT)
    assessed_claims = []
    for claim in claims_json:
        claim_assessment = by_slot.get(claim["id"])
        if claim_assessment is None and commitment_assessment.get("claim") == claim["id"]:
            claim_assessment = commitment_assessment
        assessed_claims.append({**claim, "assessment": claim_assessment})
    return {
        "status": commitment_assessment["status"],
        "light": commitment_assessment["light"],
        "assessment": commitment_assessment if slot_assessments else None,
        "claims": assessed_claims,
    }
