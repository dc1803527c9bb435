"""Verdicts and changes as JSON (docs/reference/verify.md)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from duban.verification import Change, Target, Verdict


def verdicts_json(verdicts: Sequence[Verdict]) -> bytes:
    """`{"verdicts": [...]}`. A verdict from published figures also names its `source`."""
    return _written({"verdicts": [_verdict(v) for v in verdicts]})


def changes_json(changes: Sequence[Change]) -> bytes:
    """`{"changes": [...]}`: how each target changed in the next plan."""
    return _written({"changes": [_change(c) for c in changes]})


def _verdict(v: Verdict) -> dict[str, Any]:
    out: dict[str, Any] = {
        "indicator": v.target.indicator,
        "target_number": v.target.number,
        "verdict": v.judgement.value,
        "target_start": v.target.start,
        "target_end": v.target.end,
        "result_quote": None if v.result is None else v.result.quote,
        "result_number": (v.result.number or None) if v.result is not None else None,
        "sum": v.sum,
    }
    if v.result is not None and v.result.source is not None:
        out["source"] = v.result.source
    return out


def _change(c: Change) -> dict[str, Any]:
    return {
        "indicator": c.indicator,
        "change": c.kind.value,
        **_side("last", c.last),
        **_side("this", c.this),
        "sum": c.sum,
    }


def _side(name: str, target: Target | None) -> dict[str, Any]:
    return {
        f"{name}_number": None if target is None else target.number,
        f"{name}_start": None if target is None else target.start,
        f"{name}_end": None if target is None else target.end,
    }


def _written(value: dict[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", errors="replace")
