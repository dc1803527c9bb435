"""The page on which a reader marks each value right or wrong with a key, without a network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Any

import duban
from duban.sampling.drawing import STRATA, Drawn
from duban.sampling.marks import COLUMNS

_SAID = ("indicator", "role", "kind", "direction", "comparator", "value", "value_high", "unit")
_WHEN = ("about_year", "basis", "period", "indicator_id")


def marking_page(sample: Sequence[Drawn], title: str) -> str:
    """The page as one HTML file: nothing is fetched, marks stay in the browser until saved."""
    template = files("duban").joinpath("data/sampling/page.html").read_text("utf-8")
    data = {
        "columns": COLUMNS,
        "strata": STRATA,
        "version": duban.__version__,
        "items": [_item(drawn) for drawn in sample],
    }
    # `<` cannot end the script's element, and the two line separators are no JavaScript.
    words = json.dumps(data, ensure_ascii=False, default=str).replace("<", "\\u003c")
    words = words.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return template.replace("{{title}}", escape(title)).replace("{{data}}", words)


def _item(drawn: Drawn) -> dict[str, Any]:
    claim = drawn.claim
    before, figure, behind = _around(drawn)
    return {
        "claim_id": claim["claim_id"],
        "stratum": drawn.stratum,
        "place": drawn.report["title"] or drawn.report["file"],
        "before": before,
        "figure": figure,
        "behind": behind,
        "said": [[name, _cell(claim[name])] for name in (*_SAID, *_WHEN) if _cell(claim[name])],
    }


def _around(drawn: Drawn) -> tuple[str, str, str]:
    number = str(drawn.claim["number"] or "")
    before, found, behind = drawn.sentence.partition(number)
    return (before, found, behind) if found else ("", number, drawn.claim["quote"] or "")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)
