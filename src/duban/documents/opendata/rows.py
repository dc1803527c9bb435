"""A published plan as rows of the tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from duban.documents.opendata.columns import TABLES
from duban.documents.opendata.published_plan import Json, PublishedPlan

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
"""Table name → its rows, each column → value as text, number, boolean or None."""

CLAIM_FIELDS = (
    "indicator",
    "kind",
    "comparator",
    "value",
    "value_high",
    "unit",
    "number",
    "direction",
    "strength",
    "period",
    "baseline",
    "assigned",
)
ASSESSMENT_FIELDS = ("expected", "gap", "status", "light", "forecast", "forecast_low", "forecast_high", "probability")
FIGURE_FIELDS = ("period", "end", "value", "published", "version", "serial", "source")


def build_tables(published: PublishedPlan) -> Rows:
    """Every table's rows, in the report's order; empty text is None."""
    row_builders = {
        "commitments": _build_commitment_rows,
        "claims": _build_claim_rows,
        "figures": _build_figure_rows,
        "standings": _build_standing_rows,
        "changes": _build_change_rows,
        "milestones": _build_milestone_rows,
    }
    return {table.name: [*map(_finish_row, row_builders[table.name](published))] for table in TABLES}


def _finish_row(row: Row) -> Row:
    """The row with the commitment's key, and None for empty text."""
    finished_row: Row = {}
    for column_name, value in row.items():
        finished_row[column_name] = None if value == "" else value
        if column_name == "commitment":
            finished_row["commitment_key"] = f"c-{value}"
    return finished_row


def _build_commitment_rows(published: PublishedPlan) -> Iterator[Row]:
    for row in published.rows:
        progress_words = row["words"] or {}
        yield {
            "commitment": row["number"],
            "part": row["part"]["heading"],
            "topic": row["topic"]["heading"],
            **{field_name: row[field_name] for field_name in ("type", "text", "start", "end", "starred")},
            "lead": _join_names(row["units"]["lead"]),
            "cooperating": _join_names(row["units"]["cooperating"]),
            **{field_name: row[field_name] for field_name in ("deadline", "status", "light")},
            "progress": progress_words.get("progress"),
            "next_steps": progress_words.get("next_steps"),
        }


def _join_names(bodies: list[Json]) -> str:
    return "、".join(body["name"] for body in bodies)


def _list_claims(published: PublishedPlan) -> Iterator[tuple[Json, Row]]:
    """Every claim, with the columns that identify it."""
    for row in published.rows:
        for claim in row["claims"]:
            yield claim, {"claim": claim["id"], "commitment": row["number"]}


def _build_claim_rows(published: PublishedPlan) -> Iterator[Row]:
    for row in published.rows:
        is_only_claim = len(row["claims"]) == 1
        for claim in row["claims"]:
            # A commitment's only claim is judged in the commitment's own assessment.
            assessment = claim["assessment"] or (is_only_claim and row["assessment"]) or {}
            calculation = assessment.get("sum") or {}
            yield {
                "claim": claim["id"],
                "commitment": row["number"],
                **{field_name: claim[field_name] for field_name in CLAIM_FIELDS},
                "observed": assessment.get("value"),
                "observed_period": assessment.get("period"),
                **{field_name: assessment.get(field_name) for field_name in ASSESSMENT_FIELDS},
                "sum_zh": calculation.get("zh"),
                "sum_en": calculation.get("en"),
            }


def _build_figure_rows(published: PublishedPlan) -> Iterator[Row]:
    for claim, key_columns in _list_claims(published):
        for figure in claim["figures"]:
            values = {field_name: figure[field_name] for field_name in FIGURE_FIELDS}
            yield {**key_columns, **values, "unit": claim["unit"]}


def _build_standing_rows(published: PublishedPlan) -> Iterator[Row]:
    for standing in published.standings:
        yield {
            "commitment": standing.number,
            "month": standing.month,
            "as_of": standing.as_of,
            "status": standing.status,
            "light": standing.light,
        }


def _build_change_rows(published: PublishedPlan) -> Iterator[Row]:
    for claim, key_columns in _list_claims(published):
        for change in claim["changes"]:
            before, after = _encode_json(change["old"]), _encode_json(change["new"])
            change_columns = {field_name: change[field_name] for field_name in ("at", "reason", "document")}
            yield {**key_columns, **change_columns, "old": before, "new": after}


def _encode_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _build_milestone_rows(published: PublishedPlan) -> Iterator[Row]:
    field_names = ("due", "text", "done_on", "accepted_on", "weight")
    for row in published.rows:
        for milestone in row["milestones"]:
            yield {"commitment": row["number"], **{field_name: milestone[field_name] for field_name in field_names}}
