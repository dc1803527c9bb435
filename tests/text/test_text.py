"""Canonical text: as long as the original, one form for look-alikes, and spans that hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.text import Block, Document, Span, canonicalise

SAME = {
    "%": "％﹪٪",
    "-": "—–―−‐－",
    "~": "～〜∼",
    ":": "：∶︰﹕",
    ".": "．﹒",
    ",": "，﹐",
    "、": "﹑､",
    ";": "；﹔",
    "。": "｡",
    "·": "•・‧",
    " ": "\u3000\u00a0\u2002\u2003\t",
    "(": "（",
    ")": "）",
    "/": "／",
    "!": "！",
    "?": "？",
    "〇": "○◯",
    "5": "５",
    "G": "Ｇ",
}


@pytest.mark.parametrize(("one", "others"), SAME.items())
def test_look_alikes_become_one_character(one: str, others: str) -> None:
    assert canonicalise(one) == one
    assert canonicalise(others) == one * len(others)


@given(st.text())
def test_a_position_in_canonical_text_is_a_position_in_the_original(text: str) -> None:
    assert len(canonicalise(text)) == len(text)


@given(st.text())
def test_canonical_text_is_its_own_canonical_form(text: str) -> None:
    assert canonicalise(canonicalise(text)) == canonicalise(text)


@given(st.text(), st.text())
def test_each_character_stands_for_itself_alone(a: str, b: str) -> None:
    assert canonicalise(a + b) == canonicalise(a) + canonicalise(b)


@pytest.mark.parametrize("kept", ["地区生产总值", "“五个一批”", "《规划》", "①", "½", "㎡", "\n", "\r\n"])
def test_what_has_a_meaning_of_its_own_is_kept(kept: str) -> None:
    assert canonicalise(kept) == kept


@given(st.text(min_size=1), st.data())
def test_a_span_gives_the_characters_that_it_covers(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert Span(start, end).text_of(text) == text[start:end]


def test_positions_count_code_points_beyond_the_basic_plane() -> None:
    text = "𠮷田５％"
    assert canonicalise(text) == "𠮷田5%"
    assert Span(2, 4).text_of(text) == "５％"


def test_a_document_states_nothing_by_itself() -> None:
    document = Document("全文", (Block(0, 2, 1),))
    assert (document.title, document.jurisdiction, document.date, document.year) == (None,) * 4
    assert document.notes == ()
