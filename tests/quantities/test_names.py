"""Names that look like numbers (names.yaml) are not claims, nor do they hide those beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import duban

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", [pytest.param(c, id=c["sentence"]) for c in CASES])
def test_no_claim_covers_a_name(case: dict[str, Any]) -> None:
    name, sentence = case["name"], case["sentence"]
    text = f"松溪市政府工作报告\n一、2026年重点工作\n统筹做好各项工作。{sentence}\n"
    start = text.index(sentence) + sentence.index(name)
    claims = list(duban.read(text, year=2026).claims())
    assert not [c.number for c in claims if c.start < start + len(name) and start < c.end]
    assert [c.number for c in claims] == case.get("claims", [])
