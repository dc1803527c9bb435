"""Verdicts on pairs of consecutive reports, labelled by hand from the texts before any was run.

The labels are facts only (tests/gold/years): the place of the target in its report, its number, the
verdict, and what else is defensible (`also`). At least the bar on every pair, never a false `met`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import duban
from duban.indicators.match_names import letter_likeness
from duban.verification import Verdict, verify

LABELS = Path(__file__).parents[1] / "gold" / "years"
BAR = 0.85
# The least share of right verdicts on each pair: never below what was reached.
PAIRS = {
    "1993-1994": 1.0,
    "1998-1999": 0.88,
    "2004-2005": 1.0,
    "2005-2006": 1.0,
    "2006-2007": 1.0,
    "2007-2008": 0.93,
    "2009-2010": 0.97,
    "2011-2012": 0.95,
    # Held back while the rules were written, and scored once.
    "2008-2009": 0.96,
    "2012-2013": 0.95,
    # Labelled after them; first sight was 0.85, 1.0 and 0.6. Rules have been mended on them since.
    "2013-2014": 0.90,
    "1997-1998": 1.0,
    "1992-1993": 1.0,
    # Two to four targets each.
    "2002-2003": 1.0,
    "1999-2000": 1.0,
    "1994-1995": 1.0,
    # One or two targets each, of which the next report says nothing; right at first sight.
    "2000-2001": 1.0,
    "1987-1988": 1.0,
    "1985-1986": 1.0,
    # First sight 0.92 and 0.0: a plan for the next year, and one under five years' goals.
    "1980-1981": 0.95,
    "1959-1960": 0.88,
    # Held back, and 0.78 at first sight after the rules above; mended since.
    "1956-1957": 0.93,
    "2001-2002": 1.0,
    "2003-2004": 1.0,
}
# Reports that mix what was done with what is to be done, or state few numbers: below the bar, and
# known to be. They hold a floor and no false `met`.
HARD = {"1981-1982": 0.5, "1979-1980": 0.75, "1958-1959": 0.80, "1957-1958": 0.33}


def _report(reports: Path, year: str) -> duban.Report:
    path = reports / "corpus" / f"state-council-{year}.txt"
    if not path.is_file():
        reason = f"no labelled pair: {path} is missing"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return duban.read(path, year=int(year))


def _answer(label: dict[str, Any], verdicts: list[Verdict]) -> str | None:
    hits = [v for v in verdicts if v.target.start < label["end"] and label["start"] < v.target.end]
    best = max(hits, key=lambda v: letter_likeness(v.target.indicator, label["indicator"]), default=None)
    return None if best is None else best.judgement.value


@pytest.mark.parametrize("pair", [*PAIRS, *HARD])
def test_verdicts_on_a_pair_agree_with_its_labels(pair: str, reports_dir: Path) -> None:
    before, after = pair.split("-")
    last, this = _report(reports_dir, before), _report(reports_dir, after)
    verdicts = verify(last, this)
    wrong = []
    labels = (LABELS / f"state-council-{pair}.jsonl").read_text("utf-8").splitlines()
    for label in map(json.loads, labels):
        assert last.text[label["start"] : label["end"]] == label["target_number"]
        said = _answer(label, verdicts) or "none"
        if said not in {label["verdict"], *label["also"]}:
            wrong.append((label["indicator"], label["target_number"], label["verdict"], said))
    assert not [w for w in wrong if w[3] == "met"], "a false met"
    assert 1 - len(wrong) / len(labels) >= HARD.get(pair, max(BAR, PAIRS.get(pair, 0))), wrong
