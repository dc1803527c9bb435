"""Intervals that nest, share a span or overlap always give a tree over the same characters."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from duban.documents.living.segments import Interval, cut_segments, render_markup

ALPHABET = "中文<&>\"'0%"


class Tree(HTMLParser):
    """Checks nesting, and keeps what it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.ids: list[str] = []
        self.covered: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        for tag in set(self.open):
            self.covered[tag] = self.covered.get(tag, "") + data


def read(written: str) -> Tree:
    tree = Tree()
    tree.feed(written)
    tree.close()
    assert not tree.open
    return tree


def test_nested() -> None:
    outer, inner = Interval(0, 6, "a"), Interval(2, 4, "b", rank=1)
    assert render_markup("abcdef", 0, 6, [inner, outer]) == "<a>ab<b>cd</b>ef</a>"


def test_the_same_span_goes_by_rank() -> None:
    a, b = Interval(1, 3, "a", rank=2), Interval(1, 3, "b", rank=1)
    assert render_markup("abcd", 0, 4, [a, b]) == "a<b><a>bc</a></b>d"


def test_an_overlap_is_closed_and_opened_again() -> None:
    a = Interval(0, 4, "a", first_attributes={"id": "x"}, closing_markup="!")
    b = Interval(2, 6, "b", {"class": "k"}, first_attributes={"id": "y"}, closing_markup="?")
    assert render_markup("abcdef", 0, 6, [a, b]) == ('<a id="x">ab<b class="k" id="y">cd</b>!</a><b class="k">ef?</b>')


def test_a_piece_of_the_text_cuts_what_reaches_out_of_it() -> None:
    a = Interval(0, 9, "a", first_attributes={"id": "x"}, closing_markup="!")
    assert render_markup("abcdefghi", 0, 3, [a]) == '<a id="x">abc</a>'
    assert render_markup("abcdefghi", 3, 6, [a]) == "<a>def</a>"
    assert render_markup("abcdefghi", 6, 9, [a]) == "<a>ghi!</a>"


def test_attributes_and_text_are_escaped() -> None:
    written = render_markup("<&>", 0, 3, [Interval(0, 3, "a", {"title": '"<x>'})])
    assert written == '<a title="&quot;&lt;x&gt;">&lt;&amp;&gt;</a>'


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Interval]]:
    text = draw(st.text(ALPHABET, max_size=30))
    end = st.integers(0, len(text))
    found = []
    for n in range(draw(st.integers(0, 7))):
        a, b = sorted((draw(end), draw(end)))
        found.append(Interval(a, b, f"t{n}", first_attributes={"id": f"i{n}"}, rank=draw(st.integers(0, 2))))
    return text, found


@given(cases())
def test_it_is_always_a_tree_over_the_same_text(case: tuple[str, list[Interval]]) -> None:
    text, intervals = case
    tree = read(render_markup(text, 0, len(text), intervals))
    assert tree.text == text
    assert len(tree.ids) == len(set(tree.ids))
    for i in intervals:
        assert tree.covered.get(i.tag, "") == text[i.start : i.end]


@given(cases())
def test_segments_tile_the_text(case: tuple[str, list[Interval]]) -> None:
    text, intervals = case
    found = list(cut_segments(0, len(text), intervals))
    assert "".join(text[s.start : s.end] for s in found) == text
    for segment in found:
        assert all(i.start <= segment.start and segment.end <= i.end for i in segment.intervals)


def test_unescape_gives_the_text_back() -> None:
    assert unescape(render_markup(ALPHABET, 0, len(ALPHABET), [])) == ALPHABET
