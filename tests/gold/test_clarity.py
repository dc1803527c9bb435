"""Rules of clarity against two labellers: Cohen's kappa does not fall (tests/gold/clarity)."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from duban.sources import open_file
from duban.wording import classify_sentence

FOLDER = Path(__file__).parent / "clarity"
LETTERS = {"none": "N", "red": "R", "black": "B", "yellow": "Y", "grey": "G", "charcoal": "C"}
LABELS, FRESH = (
    [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]
    for name in ("labels.jsonl", "fresh.jsonl")
)
FIGURES = tomllib.loads((FOLDER / "agreement.toml").read_text("utf-8"))


def measure_kappa(one: Sequence[str], other: Sequence[str]) -> float:
    """Cohen's kappa: agreement above chance, by what chance leaves."""
    observed = sum(a == b for a, b in zip(one, other, strict=True)) / len(one)
    counts, other_counts = Counter(one), Counter(other)
    expected = sum(count * other_counts[label] for label, count in counts.items()) / len(one) ** 2
    return round((observed - expected) / (1 - expected), 3)


def test_agreement_of_the_labellers_is_what_is_recorded() -> None:
    for half, rows in (("all", LABELS), ("odd", LABELS[::2]), ("even", LABELS[1::2])):
        assert measure_kappa([row["a"] for row in rows], [row["b"] for row in rows]) == FIGURES["labellers"][half]


def classify(reports_dir: Path, rows: list[dict[str, Any]]) -> list[str]:
    """The classes that the rules give to labelled sentences."""
    texts = {name: open_file(reports_dir / name).text for name in {row["file"] for row in rows}}
    return [LETTERS[classify_sentence(texts[row["file"]][row["start"] : row["end"]]).clarity] for row in rows]


def test_agreement_with_the_labellers_does_not_fall(reports_dir: Path) -> None:
    classes = classify(reports_dir, LABELS)
    for labeller in ("a", "b"):
        assert measure_kappa(classes, [row[labeller] for row in LABELS]) >= FIGURES["floor"][labeller]


def test_agreement_on_sentences_that_nobody_tuned_on_does_not_fall(reports_dir: Path) -> None:
    classes = classify(reports_dir, FRESH)
    assert measure_kappa([row["a"] for row in FRESH], [row["b"] for row in FRESH]) == FIGURES["fresh"]["labellers"]
    for labeller in ("a", "b"):
        assert measure_kappa(classes, [row[labeller] for row in FRESH]) >= FIGURES["fresh"][labeller]


@pytest.mark.parametrize(("one", "other", "kappa"), [("AABB", "AABB", 1.0), ("AABB", "ABAB", 0.0)])
def test_kappa(one: str, other: str, kappa: float) -> None:
    assert measure_kappa(one, other) == kappa
