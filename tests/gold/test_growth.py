"""This year's growth target and last year's growth in every local report, and a list by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from duban.bulk import read_batch

GOLD = Path(__file__).with_name("gdp.jsonl")
OPERATORS = {">=": "ge", "~": "approx", "=": "eq", "range": "range"}
RECALL, RESULTS = 0.98, 0.95


@pytest.fixture(scope="module")
def answers(reports_dir: Path) -> list[tuple[str, str, Any, Any]]:
    """Report, what is asked, what the list says, and what the panel gives."""
    gold = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    found = []
    for row in gold:
        path = reports_dir / f"{row['report']}.txt"
        claims = {c["claim_id"]: c for c in read_batch([path], table="claim").to_pylist()}
        for answer in read_batch([path], table="coverage").to_pylist():
            if answer["indicator_id"] == "gdp":
                claim = claims.get(answer["claim_id"])
                found.append((row["report"], answer["asked"], row[answer["asked"]], claim))
    return found


def right(listed: Any, claim: Any) -> bool:
    """Whether a claim says what the list says: its figure, and how it binds."""
    if listed is None or claim is None:
        return listed is None and claim is None
    values = [claim["value"]] + ([claim["value_high"]] if claim["value_high"] is not None else [])
    return claim["comparator"] == OPERATORS[listed[0]] and values == [Decimal(v) for v in listed[1:]]


@pytest.mark.parametrize(("asked", "least"), [("target", RECALL), ("result", RESULTS)])
def test_growth_is_found_and_never_wrong(answers: list[tuple[str, str, Any, Any]], asked: str, least: float) -> None:
    rows = [row for row in answers if row[1] == asked]
    assert len(rows) == len(GOLD.read_text(encoding="utf-8").splitlines())
    wrong = [row[0] for row in rows if row[3] is not None and not right(row[2], row[3])]
    assert wrong == []
    listed = [row for row in rows if row[2] is not None]
    assert sum(right(row[2], row[3]) for row in listed) >= least * len(listed)
    absent = [row for row in rows if row[2] is None]
    assert all(row[3] is None for row in absent)
