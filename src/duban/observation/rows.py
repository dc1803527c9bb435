"""Proposals as files: JSON lines with everything, and the CSV of figures that `assess` reads."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from duban.observation.model import Proposal

FIGURE_COLUMNS = ("claim", "period", "value", "unit", "published", "version", "source", "note")


def encode_proposal(proposal: Proposal) -> dict[str, Any]:
    """Everything of a proposal; the value as text, so that no digit is lost."""
    return {
        "claim": proposal.id,
        "target": proposal.target.indicator,
        "asked": proposal.target.number,
        "indicator": proposal.indicator,
        "number": proposal.number,
        "value": f"{proposal.value:f}",
        "unit": proposal.unit,
        "period": str(proposal.period),
        "basis": proposal.basis,
        "version": proposal.version.value,
        "quote": proposal.quote,
        "source": proposal.source,
        "start": proposal.start,
        "end": proposal.end,
        "sure": proposal.sure,
        "doubt": proposal.doubt,
    }


def render_jsonl(proposals: Iterable[Proposal]) -> bytes:
    """One object a line."""
    lines = (json.dumps(encode_proposal(proposal), ensure_ascii=False) + "\n" for proposal in proposals)
    return "".join(lines).encode("utf-8", errors="replace")


def render_csv(proposals: Iterable[Proposal]) -> bytes:
    """The figures that are sure, as `duban assess` takes them."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(FIGURE_COLUMNS)
    for proposal in proposals:
        if proposal.sure:
            row = (
                proposal.id,
                str(proposal.period),
                f"{proposal.value:f}",
                proposal.unit,
                "",
                proposal.version.value,
                proposal.source,
            )
            writer.writerow([*row, proposal.quote])
    return buffer.getvalue().encode("utf-8", errors="replace")
