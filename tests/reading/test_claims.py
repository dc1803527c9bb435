"""The annotation guide, rule by rule (rules.yaml): every field of every claim of a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

import duban
from duban.commitments import Claim
from strategies import report

RULES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("rules.yaml").read_text("utf-8"))
ROLES = {"review": "result", "goals": "goal", "plan": "target"}


def cases() -> Iterator[Any]:
    for rule in RULES:
        for case in rule["cases"]:
            yield pytest.param(case, id=f"{rule['rule']}: {case['say']}")


def expected(claim: list[Any], place: str) -> dict[str, Any]:
    number, indicator, kind, *rest = claim
    role = ROLES[place]
    fields = {
        "number": number,
        "indicator": indicator,
        "kind": kind,
        "role": role,
        "comparator": None if kind == "relative" else "eq",
        "direction": "up",
        "strength": None if role == "result" else "plan",
        "period": None,
        "value_high": None,
    }
    return fields | (rest[0] if rest else {})


def stated(claim: Claim, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a claim that the case states, written as the case writes them."""
    values = {name: getattr(claim, name) for name in fields}
    for name in ("value", "value_high"):
        if name in fields and fields[name] is not None and values[name] is not None:
            same = values[name] == Decimal(fields[name])
            values[name] = fields[name] if same else str(values[name])
    if values["indicator"] in str(fields["indicator"]).split("|"):
        values["indicator"] = fields["indicator"]
    return {name: str(v) if v is not None else None for name, v in values.items()}


@pytest.mark.parametrize("case", list(cases()))
def test_a_sentence_is_read_as_the_guide_says(case: dict[str, Any]) -> None:
    place = case.get("in", "plan")
    text = report(**{place: case["say"]})
    start = text.index(case["say"])
    claims = [
        c
        for c in duban.read(text, year=2026).claims()
        if start <= c.start < start + len(case["say"]) and c.number not in case.get("optional", [])
    ]
    wanted = [expected(c, place) for c in case["claims"]]
    assert [c.number for c in claims] == [w["number"] for w in wanted]
    assert [stated(c, w) for c, w in zip(claims, wanted, strict=True)] == wanted


def test_every_rule_of_the_guide_that_can_be_tested_by_a_sentence_is() -> None:
    numbers = {str(rule["rule"]).split()[0] for rule in RULES}
    assert {str(n) for n in range(1, 19)} - numbers == {"10"}  # what is optional is not read
