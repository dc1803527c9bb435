"""A sample that nobody chooses, a page that needs no network, precision with its interval."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from duban.cli import main
from duban.sampling import draw_sample, wilson
from duban.sampling.marks import MARK_COLUMNS


def rows(sizes: dict[str, int]) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    claims = [
        {"claim_id": f"{role}{n}", "report_id": "r", "role": role, "value": 1, "start": 0}
        for role, size in sizes.items()
        for n in range(size)
    ]
    return claims, {"r": {"document_kind": "work_report", "region_level": None}}


@pytest.mark.parametrize(
    ("count", "shares"), [(20, {"target": 10, "result": 9, "goal": 1}), (500, {"target": 100, "result": 90, "goal": 2})]
)
def test_strata_give_by_their_size_and_at_least_one(count: int, shares: dict[str, int]) -> None:
    claims, reports = rows({"target": 100, "result": 90, "goal": 2})
    drawn = draw_sample(claims, reports, {}, count)
    assert {role: sum(d.claim["role"] == role for d in drawn) for role in shares} == shares
    assert drawn == draw_sample(claims[::-1], reports, {}, count)
    ids = {d.claim["claim_id"] for d in drawn}
    if count < len(claims):
        assert ids != {d.claim["claim_id"] for d in draw_sample(claims, reports, {}, count, seed="2")}


def test_the_interval_is_wilsons() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, 15 of 148, 0 of 20.
    for right, of, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)):
        assert wilson(right, of) == pytest.approx((low, high), abs=0.0001)


def test_from_a_folder_to_precision(sample_file: Path, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_bytes(sample_file.read_bytes())
    page, panel = tmp_path / "page.html", tmp_path / "panel"
    arguments = ["corpus", str(tmp_path / "reports"), "-o", str(panel), "-j", "1"]
    answer = CliRunner().invoke(main, [*arguments, "--sample", "12", "--for-reading", str(page)])
    assert answer.exit_code == 0, answer.output
    html = page.read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)=", html)
    found = re.search(r'id="data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    items = json.loads(found[1])["items"]
    assert len(items) == 12
    assert all(item["figure"] for item in items)
    marks = tmp_path / "marks.csv"
    with marks.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(MARK_COLUMNS)
        for n, item in enumerate(items):
            writer.writerow([item["claim_id"], *item["stratum"], "wrong" if n == 0 else "right", ""])
    said = CliRunner().invoke(main, ["precision", str(marks)])
    assert said.exit_code == 0, said.output
    low, high = wilson(11, 12)
    assert said.output.splitlines()[1].split("\t") == [
        *("all", "11", "1", "0"),
        *(f"{figure:.3f}" for figure in (11 / 12, low, high)),
    ]


@pytest.mark.parametrize(
    ("text", "names"), [("claim_id,mark\n", "第一行"), (",".join(MARK_COLUMNS) + "\na,b,c,d,yes,\n", "第 2 行")]
)
def test_wrong_marks_are_refused(tmp_path: Path, text: str, names: str) -> None:
    marks = tmp_path / "marks.csv"
    marks.write_text(text, encoding="utf-8")
    answer = CliRunner().invoke(main, ["precision", str(marks)])
    assert answer.exit_code != 0
    assert names in answer.output
