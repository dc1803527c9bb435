"""JSON of a whole report, and JSON Lines of its claims (docs/reference/json.md)."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Literal

from duban.commitments import Report, encode


def render_report_json(report: Report) -> bytes:
    """The report as one indented JSON object, as `report.schema.json` describes it."""
    return _encode_json(encode.report_to_json(report), indent=2)


def render_report_jsonl(report: Report) -> bytes:
    """One claim a line, as `claim.schema.json` describes it, in the order of the text."""
    claims = sorted(report.claims(), key=lambda candidate: (candidate.start, candidate.end))
    return b"".join(_encode_json(encode.claim_to_json(claim)) for claim in claims)


def schema(name: Literal["report", "claim"]) -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of a report or a claim."""
    schema_file = files("duban") / "data" / "schema" / f"{name}.schema.json"
    json_schema: dict[str, Any] = json.loads(schema_file.read_text(encoding="utf-8"))
    return json_schema


def _encode_json(value: dict[str, Any], indent: int | None = None) -> bytes:
    json_text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return (json_text + "\n").encode("utf-8", errors="replace")
