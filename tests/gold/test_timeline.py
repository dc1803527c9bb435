"""The timeline over consecutive reports, against verdicts that were labelled long before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duban
from duban.commitments import Report
from duban.files import read_file_isolated
from duban.observation import list_plan_targets
from duban.observation.timeline import MentionStatement, timeline

YEARS = Path(__file__).parent / "years"
SAYS = {"met": MentionStatement.DONE, "near": MentionStatement.PART, "missed": MentionStatement.MISSED}
FIRST = 1992
LEAST, LABELLED = 0.9, 60


def _pairs(reports: Path) -> list[tuple[list[dict[str, Any]], Report, Report]]:
    """(labels, the year's report, the next document), newest wording only."""
    found = []
    for path in sorted(YEARS.glob("*.jsonl")):
        first, second = path.stem.split("-")[2:4]
        if int(first) < FIRST:
            continue
        corpus = reports / "corpus"
        names = (corpus / f"state-council-{year}.txt" for year in (first, second))
        found.append((_labels(path), *(duban.read(name) for name in names)))
    last = duban.read(reports / "kunming-2025.txt")
    bulletin = read_file_isolated(reports / "files" / "kunming-2025-bulletin.html")
    found.append((_labels(reports.parent / "gold" / "kunming-2025.verdicts.jsonl"), last, bulletin))
    return found


def _labels(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def test_what_is_called_done_missed_or_part_done_is_so(reports_dir: Path) -> None:
    """First run: 62 of 67 right, sums of five years taken for the year's; since then 62 of 64."""
    right, wrong = 0, []
    for labels, last, this in _pairs(reports_dir):
        known = {_key(row): row for row in labels}
        for m in timeline(list_plan_targets(last), [("下一年", this)], last.year or 0):
            row = known.get((m.target.start,)) or known.get((m.target.indicator, m.target.number))
            if row is None or m.statement not in SAYS.values():
                continue
            allowed = {SAYS.get(word) for word in (row["verdict"], *row.get("also", ()))}
            if m.statement in allowed:
                right += 1
            else:
                wrong.append(f"{m.target.indicator} {m.target.number}: {m.statement} by {m.quote}")
    assert right + len(wrong) >= LABELLED
    assert right / (right + len(wrong)) >= LEAST, wrong


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["start"],) if "start" in row else (row["indicator"], row["target_number"])
