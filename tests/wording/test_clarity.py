"""Classes of clarity, on invented sentences; those of the guide come first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from duban.wording import classify_sentence

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/clarity-guide.md"
LETTERS = {"none": "N", "red": "R", "black": "B", "yellow": "Y", "grey": "G", "charcoal": "C"}
EXAMPLES = PAGE.read_text("utf-8").split("## Invented")[1]
GUIDE_ROWS = re.findall(r"^\| (\S.*?) \| ([NRBYGC]) \| [^|]+ \|$", EXAMPLES, re.MULTILINE)


@pytest.mark.parametrize(("sentence", "label"), GUIDE_ROWS)
def test_the_examples_of_the_guide(sentence: str, label: str) -> None:
    assert LETTERS[classify_sentence(sentence).clarity] == label


def test_the_guide_has_examples_of_each_class() -> None:
    assert {label for _, label in GUIDE_ROWS} == set(LETTERS.values())


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("全面落实“双千兆”“三大攻坚”部署。", "C"),
        ("力争主要指标增速达到6%以上、城镇新增就业3000人。", "G"),
        ("推进20个重点项目，力争全部达产。", "B"),
        ("（二）加快产业升级", "N"),
        ("各位代表，让我们一起完成3项任务！", "N"),
        ("推进城区道路建设，年内完工。", "B"),
        ("", "N"),
    ],
)
def test_boundaries(sentence: str, label: str) -> None:
    assert LETTERS[classify_sentence(sentence).clarity] == label
