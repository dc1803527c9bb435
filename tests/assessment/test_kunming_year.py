"""A real report's counted targets, each walked month by month through an invented year."""

from __future__ import annotations

import datetime as dt
import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import duban
from duban.assessment import Assessment, Method, Status, Target, assess_all
from duban.assessment.schedule import find_month_end
from duban.commitments import Claim
from duban.series import Observation, Period, Series

YEAR, COUNTED = 2025, 88
DAYS = (*(find_month_end(YEAR, month) for month in range(1, 13)), dt.date(YEAR + 1, 1, 31))
"""Each month's end, and the day when the year is over and its figures are long out."""


def counted(reports_dir: Path) -> list[dict[str, Any]]:
    """The quantified targets that count: neither optional to find nor relative."""
    file = reports_dir.parent / "gold" / "kunming-2025.jsonl"
    if not file.is_file():
        reason = f"no labelled targets: {file} is absent"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [row for row in rows if not row.get("optional") and row["kind"] != "relative"]


@pytest.fixture(scope="module")
def targets(reports_dir: Path) -> list[Target]:
    report = duban.read(reports_dir / "kunming-2025.txt")
    claims = [claim for one in report.commitments() for claim in one.claims]
    found = {(claim.start, claim.end): claim for claim in claims}
    labelled = counted(reports_dir)
    assert len(labelled) == COUNTED
    missed = [(row["start"], row["end"]) for row in labelled if _span(row) not in found]
    assert missed == []
    return [_target(found[_span(row)]) for row in labelled]


def _span(row: dict[str, Any]) -> tuple[int, int]:
    return row["start"], row["end"]


def _target(claim: Claim) -> Target:
    """As an office would set it up: due within the plan year, with last year's level."""
    hand: dict[str, Any] = {"deadline": f"{YEAR}-12-31", "role": "target"}
    return Target.from_claim(claim, id=f"{claim.start}", year=YEAR, **hand)


def _end(target: Target, *, met: bool) -> Decimal:
    """A year's-end figure well on one side of the bound, in the figure's own sense."""
    bound = target.requirement.bound
    assert bound is not None
    room = abs(bound) / 2 + 1
    return bound + (room if met else -room) * target.requirement.sign


def _year(target: Target, *, met: bool) -> Series:
    """Twelve cumulative figures, each known on its month's end."""
    end = _end(target, met=met)
    grows = target.method in (Method.AMOUNT, Method.STOCK)
    rows = [
        Observation(
            Period(YEAR, 1, month), end * month / 12 if grows else end, target.unit, find_month_end(YEAR, month)
        )
        for month in range(1, 13)
    ]
    return Series.from_observations(target.indicator, target.unit, rows)


def _walk(targets: list[Target], *, met: bool) -> list[tuple[Assessment, ...]]:
    return list(assess_all([(t, _year(t, met=met)) for t in targets], DAYS))


@pytest.mark.parametrize(("met", "end"), [(True, Status.COMPLETED), (False, Status.OVERDUE)])
def test_every_counted_target_comes_to_its_end(targets: list[Target], met: bool, end: Status) -> None:
    walked = _walk(targets, met=met)
    assert len(walked) == COUNTED
    astray = {
        (row[-1].target.id, row[-1].target.indicator): (row[-1].status, row[-1].sum)
        for row in walked
        if row[-1].status is not end
    }
    assert astray == {}
    for row in walked:
        assert [a.as_of for a in row] == list(DAYS)
        assert all(a.sum and a.sum_en for a in row)
        assert all(a.status is not Status.NO_DATA and a.observation is not None for a in row)
    assert any(row[5].status is not end for row in walked), "the end is not known in June"
