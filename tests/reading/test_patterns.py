"""Every pattern on its own: what it says of itself, and each of its sentences."""

from __future__ import annotations

import re
from typing import Any

import pytest

from duban.reading import read_document
from duban.reading.fragments import compile_pattern, read_toml
from duban.reading.patterns import FAMILIES, load_entries
from duban.reading.sentence_signs import extract_sign_features
from duban.reading.sentence_signs import load_entries as signs_written
from duban.sources import open_text
from reading import pattern_page

TITLES = {
    "budgets": "云泽市2026年预算草案\n\n一、2025年预算执行情况\n\n",
    "": "云泽市2026年政府工作报告\n\n一、2026年工作安排\n\n",
}
ENTRIES = [entry for family in FAMILIES for entry in load_entries(family)]
MATCH = [pytest.param(e["id"], say, id=f"{e['id']}: {say}") for e in ENTRIES for say in e["match"]]
NONE = [pytest.param(e["id"], say, id=f"{e['id']}: {say}") for e in ENTRIES for say in e["no_match"]]


def proposed(pattern: str, say: str) -> list[str]:
    """The names that a pattern proposes for the number in 【】 of a sentence."""
    title = TITLES.get(pattern.split(".")[0], TITLES[""])
    at = len(title) + say.index("【")
    text = title + say.replace("【", "").replace("】", "")
    choices: list[Any] = []
    report = read_document(open_text(text), year=2026, trace=choices)
    return [
        "".join(report.text[a:b] for a, b in name)
        for choice in choices
        for candidate in choice.candidates
        if pattern in candidate.reasons
        for quantity, name in candidate.named_quantities
        if quantity.start == at
    ]


@pytest.mark.parametrize(("pattern", "case"), MATCH)
def test_a_pattern_proposes_the_name_that_its_sentence_shows(pattern: str, case: str) -> None:
    say, name = case.split(" => ")
    assert name in proposed(pattern, say)


@pytest.mark.parametrize(("pattern", "say"), NONE)
def test_a_pattern_proposes_nothing_for_a_sentence_it_is_not_made_for(pattern: str, say: str) -> None:
    assert proposed(pattern, say) == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e["id"])
def test_a_pattern_says_what_it_does_and_shows_it(entry: dict[str, Any]) -> None:
    assert {"id", "summary", "guide", "proposes", "prior", "match", "no_match", "limits"} <= {*entry}
    assert len(entry["match"]) >= 3
    assert len(entry["no_match"]) >= 3
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", entry["id"])
    assert {"before", "after", "earlier", "own"} & {*entry}, "a pattern without an anchor"


@pytest.mark.parametrize("entry", signs_written(), ids=lambda e: e["id"])
def test_a_sign_stands_in_its_sentences_and_in_no_other(entry: dict[str, Any]) -> None:
    assert len(entry["match"]) >= 3
    assert len(entry["no_match"]) >= 3
    for said in entry["match"]:
        assert extract_sign_features(said.replace("，", ",")).get(entry["id"], 0) > 0, said
    for said in entry["no_match"]:
        assert extract_sign_features(said.replace("，", ",")).get(entry["id"], 0) == 0, said


def test_no_two_patterns_have_the_same_id() -> None:
    ids = [entry["id"] for entry in ENTRIES]
    assert len(ids) == len(set(ids))


def test_every_fragment_compiles_and_is_used() -> None:
    fragments = read_toml("fragments.toml")["fragment"]
    written = "".join(str(entry) for entry in ENTRIES) + str(fragments)
    for name in fragments:
        assert compile_pattern(f"{{{name}}}")
        assert f"{{{name}}}" in written or name == "state", name


def test_the_page_of_the_patterns_is_written_from_them() -> None:
    wanted = pattern_page.page()
    assert pattern_page.PAGE.read_text("utf-8") == wanted, "run: PYTHONPATH=tests python -m reading.pattern_page"
