"""Proposals as files: JSON lines with everything, and the CSV of figures that `assess` reads."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from duban.observation.model import Proposal

COLUMNS = ("claim", "period", "value", "unit", "published", "version", "source", "note")


def as_object(p: Proposal) -> dict[str, Any]:
    """Everything of a proposal; the value as text, so that no digit is lost."""
    return {
        "claim": p.id,
        "target": p.target.indicator,
        "asked": p.target.number,
        "indicator": p.indicator,
        "number": p.number,
        "value": f"{p.value:f}",
        "unit": p.unit,
        "period": str(p.period),
        "basis": p.basis,
        "version": p.version.value,
        "quote": p.quote,
        "source": p.source,
        "start": p.start,
        "end": p.end,
        "sure": p.sure,
        "doubt": p.doubt,
    }


def as_jsonl(proposals: Iterable[Proposal]) -> bytes:
    """One object a line."""
    lines = (json.dumps(as_object(p), ensure_ascii=False) + "\n" for p in proposals)
    return "".join(lines).encode("utf-8", errors="replace")


def as_csv(proposals: Iterable[Proposal]) -> bytes:
    """The figures that are sure, as `duban assess` takes them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for p in proposals:
        if p.sure:
            row = (p.id, str(p.period), f"{p.value:f}", p.unit, "", p.version.value, p.source)
            writer.writerow([*row, p.quote])
    return out.getvalue().encode("utf-8", errors="replace")
