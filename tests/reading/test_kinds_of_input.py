"""Kinds of input that were once read wrongly: each with words of its own (kinds.yaml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from duban.commitments import Report
from duban.reading import read_document
from duban.sources import open_text

CASES: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("kinds.yaml").read_text("utf-8"))


def read(case: dict[str, Any]) -> Report:
    return read_document(open_text(case["text"]))


@pytest.mark.parametrize("kind", [k for k, case in CASES.items() if "figures" in case])
def test_every_figure_is_read_as_what_it_is(kind: str) -> None:
    case = CASES[kind]
    found = {f"{c.number} | {c.indicator} | {c.role.value}" for c in read(case).claims()}
    assert set(case["figures"]) - found == set(), sorted(found)


@pytest.mark.parametrize("kind", [k for k, case in CASES.items() if "none" in case])
def test_what_is_no_figure_is_not_read(kind: str) -> None:
    case = CASES[kind]
    assert {c.number for c in read(case).claims()} & set(case["none"]) == set()


@pytest.mark.parametrize("kind", [k for k, c in CASES.items() if {"title", "year"} & {*c}])
def test_the_head_of_a_text_is_known(kind: str) -> None:
    case, report = CASES[kind], read(CASES[kind])
    assert report.title == case.get("title", report.title)
    assert report.year == case.get("year", report.year)
    assert report.jurisdiction == case.get("jurisdiction", report.jurisdiction)
