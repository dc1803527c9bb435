"""A published plan as rows of the tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from duban.documents.opendata.columns import TABLES
from duban.documents.opendata.published import Json, Published

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
"""Table name → its rows, each column → value as text, number, boolean or None."""

ASKED = (
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
JUDGED = (
    "expected",
    "gap",
    "status",
    "light",
    "forecast",
    "forecast_low",
    "forecast_high",
    "probability",
)
FIGURE = ("period", "end", "value", "published", "version", "serial", "source")


def tabulated(published: Published) -> Rows:
    """Every table's rows, in the report's order; empty text is None."""
    makers = {
        "commitments": _commitments,
        "claims": _claims,
        "figures": _figures,
        "standings": _standings,
        "changes": _changes,
        "milestones": _milestones,
    }
    return {table.name: [*map(_finished, makers[table.name](published))] for table in TABLES}


def _finished(row: Row) -> Row:
    """The row with the commitment's key, and None for empty text."""
    finished: Row = {}
    for name, value in row.items():
        finished[name] = None if value == "" else value
        if name == "commitment":
            finished["commitment_key"] = f"c-{value}"
    return finished


def _commitments(published: Published) -> Iterator[Row]:
    for row in published.rows:
        words = row["words"] or {}
        yield {
            "commitment": row["number"],
            "part": row["part"]["heading"],
            "topic": row["topic"]["heading"],
            **{name: row[name] for name in ("type", "text", "start", "end", "starred")},
            "lead": _names(row["units"]["lead"]),
            "cooperating": _names(row["units"]["cooperating"]),
            **{name: row[name] for name in ("deadline", "status", "light")},
            "progress": words.get("progress"),
            "next_steps": words.get("next_steps"),
        }


def _names(units: list[Json]) -> str:
    return "、".join(unit["name"] for unit in units)


def _of_claims(published: Published) -> Iterator[tuple[Json, Row]]:
    """Every claim, with the columns that identify it."""
    for row in published.rows:
        for claim in row["claims"]:
            yield claim, {"claim": claim["id"], "commitment": row["number"]}


def _claims(published: Published) -> Iterator[Row]:
    for row in published.rows:
        alone = len(row["claims"]) == 1
        for claim in row["claims"]:
            # A commitment's only claim is judged in the commitment's own assessment.
            judged = claim["assessment"] or (alone and row["assessment"]) or {}
            told = judged.get("sum") or {}
            yield {
                "claim": claim["id"],
                "commitment": row["number"],
                **{name: claim[name] for name in ASKED},
                "observed": judged.get("value"),
                "observed_period": judged.get("period"),
                **{name: judged.get(name) for name in JUDGED},
                "sum_zh": told.get("zh"),
                "sum_en": told.get("en"),
            }


def _figures(published: Published) -> Iterator[Row]:
    for claim, named in _of_claims(published):
        for figure in claim["figures"]:
            values = {name: figure[name] for name in FIGURE}
            yield {**named, **values, "unit": claim["unit"]}


def _standings(published: Published) -> Iterator[Row]:
    for one in published.standings:
        yield {
            "commitment": one.number,
            "month": one.month,
            "as_of": one.as_of,
            "status": one.status,
            "light": one.light,
        }


def _changes(published: Published) -> Iterator[Row]:
    for claim, named in _of_claims(published):
        for change in claim["changes"]:
            before, after = _json(change["old"]), _json(change["new"])
            plain = {name: change[name] for name in ("at", "reason", "document")}
            yield {**named, **plain, "old": before, "new": after}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _milestones(published: Published) -> Iterator[Row]:
    names = ("due", "text", "done_on", "accepted_on", "weight")
    for row in published.rows:
        for step in row["milestones"]:
            yield {"commitment": row["number"], **{name: step[name] for name in names}}
