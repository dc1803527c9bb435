"""JSON of a whole report, and JSON Lines of its claims (docs/reference/json.md)."""

from __future__ import annotations

import json
from typing import Any

from duban.commitments import Report, encode


def report_json(report: Report) -> bytes:
    """The report as one indented JSON object, as `report.schema.json` describes it."""
    return _dump(encode.report(report), indent=2)


def report_jsonl(report: Report) -> bytes:
    """One claim a line, as `claim.schema.json` describes it, in the order of the text."""
    claims = sorted(report.claims(), key=lambda c: (c.start, c.end))
    return b"".join(_dump(encode.claim(claim)) for claim in claims)


def _dump(value: dict[str, Any], indent: int | None = None) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return (text + "\n").encode("utf-8", errors="replace")
