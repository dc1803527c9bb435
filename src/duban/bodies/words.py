"""Which words of the duties table a task contains."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from duban.bodies.duties import GAP
from duban.text import canonical

_GAP_LENGTH = 12
_LEADING = re.compile(r"^[\s★◆☆●▲*#]*(?:第?[\d一二三四五六七八九十]+[.、)])?[\s★◆☆]*")
_DROPPED = re.compile(r"[\s“”\"'‘’《》〈〉「」]+")
_CLAUSE = re.compile(r"[,;。:!?]")


def plain(task: str) -> str:
    """`task` in one form for matching: no number or star before it, no quotes, no spaces."""
    return _DROPPED.sub("", _LEADING.sub("", canonical(task))).upper()


@dataclass(frozen=True, slots=True)
class Found:
    """A word of the table in a task, and how many clauses stand before it."""

    word: str
    clause: int


@dataclass(frozen=True, slots=True)
class _Hit:
    word: str
    start: int
    parts: tuple[tuple[int, int], ...]


class WordFinder:
    """Finds the words of a table, the longest first: 农村公路 is not also 农村."""

    def __init__(self, words: Iterable[str]) -> None:
        self._whole: dict[str, set[str]] = defaultdict(set)
        self._gapped: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for word in words:
            if GAP in word:
                before, after = word.upper().split(GAP)
                self._gapped[before].append((word, after))
            else:
                self._whole[word[0].upper()].add(word)
        self._lengths = {
            first: sorted({len(w) for w in group}, reverse=True)
            for first, group in self._whole.items()
        }
        self._by_upper = {w.upper(): w for group in self._whole.values() for w in group}

    def find(self, task: str) -> list[Found]:
        """The words of `task` in order, each once, at its first place."""
        text = plain(task)
        hits = _outermost([*self._whole_hits(text), *self._gapped_hits(text)])
        stops = [m.start() for m in _CLAUSE.finditer(text)]
        first: dict[str, Found] = {}
        for hit in sorted(hits, key=lambda h: h.start):
            if hit.word not in first:
                first[hit.word] = Found(hit.word, bisect_left(stops, hit.start))
        return list(first.values())

    def _whole_hits(self, text: str) -> Iterable[_Hit]:
        for start, char in enumerate(text):
            for length in self._lengths.get(char, ()):
                word = self._by_upper.get(text[start : start + length])
                if word and _is_whole(text, start, start + len(word)):
                    yield _Hit(word, start, ((start, start + len(word)),))
                    break

    def _gapped_hits(self, text: str) -> Iterable[_Hit]:
        """Both parts are looked for first: most words of the table are in no task."""
        for before in filter(text.__contains__, self._gapped):
            for word, after in self._gapped[before]:
                for m in _gap_pattern(before, after).finditer(text) if after in text else ():
                    yield _Hit(word, m.start(), (m.span(1), m.span(2)))


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no figure is cut at either end: 120 is no word of 1200亩."""
    cut_before = text[start].isdigit() and text[start - 1 : start].isdigit()
    return not cut_before and not (text[end - 1].isdigit() and text[end : end + 1].isdigit())


@cache
def _gap_pattern(before: str, after: str) -> re.Pattern[str]:
    return re.compile(rf"({re.escape(before)})[^,;。:]{{1,{_GAP_LENGTH}}}?({re.escape(after)})")


def _outermost(hits: list[_Hit]) -> list[_Hit]:
    """`hits` without those that lie inside one part of a longer hit."""
    around: dict[int, list[_Hit]] = defaultdict(list)  # character → the hits that cover it
    for hit in hits:
        for start, end in hit.parts:
            for at in range(start, end):
                around[at].append(hit)
    return [h for h in hits if not any(_hidden(h, other) for other in _beside(h, around))]


def _beside(hit: _Hit, around: Mapping[int, list[_Hit]]) -> list[_Hit]:
    """The hits that cover the first character of a part of `hit`."""
    return [other for start, _ in hit.parts for other in around[start]]


def _hidden(hit: _Hit, other: _Hit) -> bool:
    """Whether `hit` lies inside `longer`, or one part of it is only a character of `longer`.

    河…整治 is not met in 入河排污口整治: there 河 is a part of another word.
    """
    return _inside(hit, other) or any(
        end - start == 1 and len(hit.parts) > 1 and b - a > 2 and a <= start < b
        for start, end in hit.parts
        for a, b in other.parts
    )


def _inside(hit: _Hit, other: _Hit) -> bool:
    """Whether every part of `hit` lies within a part of `longer`, and `longer` is longer."""
    return len(hit.word) < len(other.word) and all(
        any(a <= start and end <= b for a, b in other.parts) for start, end in hit.parts
    )
