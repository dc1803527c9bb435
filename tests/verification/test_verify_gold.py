"""Verdicts on labelled pairs of years: at least the bar, never a false `met`, never below today."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

import duban
from duban.indicators.match_names import letter_likeness
from duban.verification import Verdict, read_figures, verify, verify_figures

# Labels, last year's report, this year's (or the figures), and the least share of right verdicts.
PAIRS = [
    ("state-council-2024-vs-2025.verdicts.jsonl", "state-council-2024.txt", "state-council-2025.txt", 1.0),
    (
        "state-council-2010-vs-2011.verdicts.jsonl",
        "corpus/state-council-2010.txt",
        "corpus/state-council-2011.txt",
        0.918,
    ),
    ("kunming-2025.verdicts.jsonl", "kunming-2025.txt", "files/kunming-2025-bulletin.html", 1.0),
    ("kunming-2025.verdicts.jsonl", "kunming-2025.txt", "../kunming-2025-outcomes.csv", 1.0),
]
_VERDICTS = ("met", "near", "missed", "not_reported", "changed_basis", "unclear")


def _missing(path: Path) -> None:
    if not path.is_file():
        reason = f"no labelled pair: {path} is missing"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


def _verdicts(reports: Path, last: str, this: str) -> tuple[str, list[Verdict]]:
    for name in (last, this):
        _missing(reports / name)
    report = duban.read(reports / last)
    if this.endswith(".csv"):
        figures = read_figures((reports / this).read_bytes(), report.year)
        return report.text, verify_figures(report, figures)
    return report.text, verify(report, duban.read(reports / this))


def _allowed(label: dict[str, Any]) -> set[str]:
    """The labelled verdict, and a second one that its note allows."""
    note = label.get("note") or ""
    also = {v for v in _VERDICTS if re.search(rf"(?:[;:,] |else ){v}\b", note)}
    return {label["verdict"], *also}


def _answer(text: str, label: dict[str, Any], verdicts: list[Verdict]) -> Verdict | None:
    at = text.index(label["target_quote"]) + label["target_quote"].index(label["target_number"])
    end = at + len(label["target_number"])
    hits = [v for v in verdicts if v.target.start < end and at < v.target.end]
    return max(hits, key=lambda v: letter_likeness(v.target.indicator, label["indicator"]), default=None)


@pytest.mark.parametrize(("labels", "last", "this", "least"), PAIRS)
def test_verdicts_agree_with_the_labels_and_no_met_is_false(
    labels: str, last: str, this: str, least: float, reports_dir: Path
) -> None:
    gold = reports_dir.parent / "gold" / labels
    _missing(gold)
    text, verdicts = _verdicts(reports_dir, last, this)
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    wrong = []
    for row in rows:
        found = _answer(text, row, verdicts)
        said = None if found is None else found.judgement.value
        if said not in _allowed(row):
            wrong.append((row["indicator"], row["target_number"], row["verdict"], said))
    assert not [w for w in wrong if w[3] == "met"], "a false met"
    assert 1 - len(wrong) / len(rows) >= least, wrong


def test_every_verdict_from_published_figures_names_its_source(reports_dir: Path) -> None:
    _, verdicts = _verdicts(reports_dir, "kunming-2025.txt", "../kunming-2025-outcomes.csv")
    found = [v for v in verdicts if v.result is not None]
    assert len(found) >= 17
    assert all(v.result is not None and v.result.source for v in found)


@pytest.mark.parametrize("year", [2004, 2005, 2008, 2009, 2011, 2012, 2013])
def test_spans_and_quotes_stand_in_their_texts(year: int, reports_dir: Path) -> None:
    paths = [reports_dir / f"corpus/state-council-{y}.txt" for y in (year, year + 1)]
    for path in paths:
        _missing(path)
    last, this = (duban.read(p) for p in paths)
    for v in verify(last, this):
        assert last.text[v.target.start : v.target.end] == v.target.number
        if v.result is not None:
            assert v.result.quote in this.text
