"""What a commitment names (places, projects, programmes), its verbs, and its type (names.yaml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import duban
from duban.commitments import Commitment, CommitmentType, Report
from strategies import report

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text("utf-8"))
KINDS = ("place", "project", "programme")


def only(sentence: str) -> Commitment:
    read = duban.read(report(plan=sentence), year=2026)
    found = [c for c in read.commitments() if c.text == sentence]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("case", [pytest.param(c, id=c["say"]) for c in CASES])
def test_names_are_found_whole_and_by_kind(case: dict[str, Any]) -> None:
    found = only(case["say"])
    names = {kind: [n.text for n in found.names if n.kind == kind] for kind in KINDS}
    assert names == {kind: case.get(kind, []) for kind in KINDS}


@pytest.mark.parametrize("case", [pytest.param(c, id=c["say"]) for c in CASES])
def test_a_commitment_has_the_type_of_what_it_promises(case: dict[str, Any]) -> None:
    assert only(case["say"]).type == case["type"]


@pytest.mark.parametrize("case", [pytest.param(c, id=c["say"]) for c in CASES if "verbs" in c])
def test_the_verbs_are_those_at_the_head_of_a_clause(case: dict[str, Any]) -> None:
    assert list(only(case["say"]).verbs) == case["verbs"]


def test_opening_targets_are_headlines() -> None:
    opening = "今年主要预期目标是：地区生产总值增长5%，粮食产量32万吨，城镇新增就业5万人，居民收入与经济增长同步。"
    read = duban.read(report(plan=opening), year=2026)
    types = [c.type for c in read.commitments() if c.id.startswith("0.")]
    assert types == [CommitmentType.HEADLINE] * 4


def test_the_sample_has_commitments_of_every_type(sample_report: Report) -> None:
    assert {c.type for c in sample_report.commitments()} == set(CommitmentType)


def test_a_number_makes_a_commitment_quantified_and_a_relative_claim_does_not(sample_report: Report) -> None:
    for c in sample_report.commitments():
        if c.type is not CommitmentType.HEADLINE:
            numbered = any(claim.value is not None for claim in c.claims)
            assert (c.type is CommitmentType.QUANTIFIED) == numbered, c.text
