"""The lexicon's files are whole: they parse, repeat nothing, and rebuild to what they are."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from duban.quantities import scan
from duban.quantities.units import match_unit
from duban.text import canonicalise
from reading import vocabulary

FILES = [pytest.param(path, id=path.name) for path in vocabulary.files()]
ROWS = vocabulary.units(vocabulary.UNITS.read_text("utf-8"))
SORTS = {"", "count", "measure", "time", "rank"}


@pytest.mark.parametrize("path", FILES)
def test_a_file_of_words_rebuilds_to_itself(path: Path) -> None:
    text = path.read_text("utf-8")
    rebuilt = vocabulary.in_form(text)
    assert text == rebuilt, "run: PYTHONPATH=tests python -m reading.vocabulary"


@pytest.mark.parametrize("path", FILES)
def test_no_word_stands_twice_in_a_section(path: Path) -> None:
    for name, words in vocabulary.sections(path.read_text("utf-8")).items():
        assert [w for w, n in Counter(words).items() if n > 1] == [], name


@pytest.mark.parametrize("path", FILES)
def test_words_stand_in_a_section_and_a_file_says_what_it_is_for(path: Path) -> None:
    text = path.read_text("utf-8")
    found = vocabulary.sections(text)
    assert text.startswith("# ")
    assert found
    assert "" not in found, f"words before the first [section]: {found.get('')}"
    assert all(found.values()), "an empty section"


@pytest.mark.parametrize("path", FILES)
def test_words_are_written_as_canonical_text_writes_them(path: Path) -> None:
    for words in vocabulary.sections(path.read_text("utf-8")).values():
        assert [w for w in words if w != canonicalise(w)] == []
        assert [w for w in words if re.search(r"[\s,;。、:]", w)] == []


def test_no_word_is_both_a_verb_of_doing_and_an_exception_to_one() -> None:
    verbs = vocabulary.sections((vocabulary.FOLDER / "verbs.txt").read_text("utf-8"))
    assert set(verbs["do"]) & set(verbs["stop"]) == set()


# ---------------------------------------------------------------- units


def test_no_unit_stands_twice_and_every_row_is_legal() -> None:
    assert [u for u, n in Counter(row[0] for row in ROWS).items() if n > 1] == []
    assert {sort for _, _, sort in ROWS} <= SORTS
    for unit, forbidden, _ in ROWS:
        assert unit
        assert unit == canonicalise(unit).strip()
        re.compile(forbidden)
        assert not re.match(forbidden, "，") or not forbidden, f"{unit}: forbids everything"


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0]) for row in ROWS])
def test_every_unit_is_found_whole_behind_a_number(row: list[str]) -> None:
    unit, _, sort = row
    found, found_sort, end = match_unit(f"5{unit}。", 1)
    assert (found, end) == (unit, 1 + len(unit))
    assert found_sort == (sort or ("measure" if unit == "元" else "count"))
    (quantity,) = scan(f"共5{unit}。")
    assert (quantity.start, quantity.end) == (1, 2 + len(unit))


FORBIDDEN = [(u, word) for u, words, _ in ROWS for word in words.split("|") if word.isalnum()]


@pytest.mark.parametrize(("unit", "word"), FORBIDDEN)
def test_a_unit_is_not_taken_from_the_head_of_another_word(unit: str, word: str) -> None:
    found, _, _ = match_unit(f"5{unit}{word}", 1)
    assert found != unit
