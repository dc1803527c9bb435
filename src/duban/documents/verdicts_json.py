"""Verdicts and changes as JSON (docs/reference/verify.md)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from duban.verification import Change, Target, Verdict


def render_verdicts_json(verdicts: Sequence[Verdict]) -> bytes:
    """`{"verdicts": [...]}`. A verdict from published figures also names its `source`."""
    return _encode_json({"verdicts": [_encode_verdict(verdict) for verdict in verdicts]})


def render_changes_json(changes: Sequence[Change]) -> bytes:
    """`{"changes": [...]}`: how each target changed in the next plan."""
    return _encode_json({"changes": [_encode_change(change) for change in changes]})


def _encode_verdict(verdict: Verdict) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "indicator": verdict.target.indicator,
        "target_number": verdict.target.number,
        "verdict": verdict.judgement.value,
        "target_start": verdict.target.start,
        "target_end": verdict.target.end,
        "result_quote": None if verdict.result is None else verdict.result.quote,
        "result_number": (verdict.result.number or None) if verdict.result is not None else None,
        "sum": verdict.sum,
    }
    if verdict.result is not None and verdict.result.source is not None:
        payload["source"] = verdict.result.source
    return payload


def _encode_change(change: Change) -> dict[str, Any]:
    return {
        "indicator": change.indicator,
        "change": change.kind.value,
        **_encode_side("last", change.last),
        **_encode_side("this", change.this),
        "sum": change.sum,
    }


def _encode_side(prefix: str, target: Target | None) -> dict[str, Any]:
    return {
        f"{prefix}_number": None if target is None else target.number,
        f"{prefix}_start": None if target is None else target.start,
        f"{prefix}_end": None if target is None else target.end,
    }


def _encode_json(payload: dict[str, Any]) -> bytes:
    json_text = json.dumps(payload, ensure_ascii=False, indent=1) + "\n"
    return json_text.encode("utf-8", errors="replace")
