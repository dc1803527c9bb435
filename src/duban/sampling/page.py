"""The page on which a reader marks each value right or wrong with a key, without a network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Any

import duban
from duban.sampling.marks import MARK_COLUMNS
from duban.sampling.strata import STRATA, SampledClaim

_VALUE_COLUMNS = ("indicator", "role", "kind", "direction", "comparator", "value", "value_high", "unit")
_PERIOD_COLUMNS = ("about_year", "basis", "period", "indicator_id")


def render_marking_page(sample: Sequence[SampledClaim], title: str) -> str:
    """The page as one HTML file: nothing is fetched, marks stay in the browser until saved."""
    template = files("duban").joinpath("data/sampling/page.html").read_text("utf-8")
    payload = {
        "columns": MARK_COLUMNS,
        "strata": STRATA,
        "version": duban.__version__,
        "items": [_build_item(sampled_claim) for sampled_claim in sample],
    }
    # `<` cannot end the script's element, and the two line separators are no JavaScript.
    json_text = json.dumps(payload, ensure_ascii=False, default=str).replace("<", "\\u003c")
    json_text = json_text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return template.replace("{{title}}", escape(title)).replace("{{data}}", json_text)


def _build_item(sampled_claim: SampledClaim) -> dict[str, Any]:
    claim = sampled_claim.claim
    text_before, figure, text_after = _split_sentence(sampled_claim)
    return {
        "claim_id": claim["claim_id"],
        "stratum": sampled_claim.stratum,
        "place": sampled_claim.report["title"] or sampled_claim.report["file"],
        "before": text_before,
        "figure": figure,
        "behind": text_after,
        "said": [
            [name, _format_cell(claim[name])]
            for name in (*_VALUE_COLUMNS, *_PERIOD_COLUMNS)
            if _format_cell(claim[name])
        ],
    }


def _split_sentence(sampled_claim: SampledClaim) -> tuple[str, str, str]:
    number = str(sampled_claim.claim["number"] or "")
    text_before, figure, text_after = sampled_claim.sentence.partition(number)
    return (text_before, figure, text_after) if figure else ("", number, sampled_claim.claim["quote"] or "")


def _format_cell(value: Any) -> str:
    if value is None:
        return ""
    return format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)
