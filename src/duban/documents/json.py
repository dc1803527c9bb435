"""JSON of a whole report, and JSON Lines of its claims (docs/reference/json.md)."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Literal

from duban.commitments import Report, encode


def report_json(report: Report) -> bytes:
    """The report as one indented JSON object, as `report.schema.json` describes it."""
    return _dump(encode.report(report), indent=2)


def report_jsonl(report: Report) -> bytes:
    """One claim a line, as `claim.schema.json` describes it, in the order of the text."""
    claims = sorted(report.claims(), key=lambda c: (c.start, c.end))
    return b"".join(_dump(encode.claim(claim)) for claim in claims)


def schema(name: Literal["report", "claim"]) -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of a report or a claim."""
    file = files("duban") / "data" / "schema" / f"{name}.schema.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _dump(value: dict[str, Any], indent: int | None = None) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return (text + "\n").encode("utf-8", errors="replace")
