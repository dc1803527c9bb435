"""Which words of the duties table a task contains."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from duban.bodies.duties import GAP
from duban.text import canonicalise

_GAP_LENGTH = 12
_LEADING_MARKS = re.compile(r"^[\s★◆☆●▲*#]*(?:第?[\d一二三四五六七八九十]+[.、)])?[\s★◆☆]*")
_DROPPED_CHARACTERS = re.compile(r"[\s“”\"'‘’《》〈〉「」]+")
_CLAUSE_BREAK = re.compile(r"[,;。:!?]")


def normalize_task(task: str) -> str:
    """`task` in one form for matching: no number or star before it, no quotes, no spaces."""
    return _DROPPED_CHARACTERS.sub("", _LEADING_MARKS.sub("", canonicalise(task))).upper()


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A word of the table in a task, and how many clauses stand before it."""

    word: str
    clause: int


@dataclass(frozen=True, slots=True)
class _Occurrence:
    word: str
    start: int
    parts: tuple[tuple[int, int], ...]


class WordFinder:
    """Finds the words of a table, the longest first: 农村公路 is not also 农村."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words_by_first_letter: dict[str, set[str]] = defaultdict(set)
        self._gapped_by_opening: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for word in words:
            if GAP in word:
                opening, ending = word.upper().split(GAP)
                self._gapped_by_opening[opening].append((word, ending))
            else:
                self._words_by_first_letter[word[0].upper()].add(word)
        self._lengths_by_first_letter = {
            first_letter: sorted({len(plain_word) for plain_word in letter_words}, reverse=True)
            for first_letter, letter_words in self._words_by_first_letter.items()
        }
        self._word_by_upper = {
            plain_word.upper(): plain_word
            for letter_words in self._words_by_first_letter.values()
            for plain_word in letter_words
        }

    def find(self, task: str) -> list[WordMatch]:
        """The words of `task` in order, each once, at its first place."""
        text = normalize_task(task)
        hits = _drop_inner([*self._find_plain_words(text), *self._find_gapped_words(text)])
        clause_breaks = [match.start() for match in _CLAUSE_BREAK.finditer(text)]
        match_by_word: dict[str, WordMatch] = {}
        for hit in sorted(hits, key=lambda occurrence: occurrence.start):
            if hit.word not in match_by_word:
                match_by_word[hit.word] = WordMatch(hit.word, bisect_left(clause_breaks, hit.start))
        return list(match_by_word.values())

    def _find_plain_words(self, text: str) -> Iterable[_Occurrence]:
        for start, character in enumerate(text):
            for length in self._lengths_by_first_letter.get(character, ()):
                word = self._word_by_upper.get(text[start : start + length])
                if word and _cuts_no_number(text, start, start + len(word)):
                    yield _Occurrence(word, start, ((start, start + len(word)),))
                    break

    def _find_gapped_words(self, text: str) -> Iterable[_Occurrence]:
        """Both parts are looked for first: most words of the table are in no task."""
        for opening in filter(text.__contains__, self._gapped_by_opening):
            for word, ending in self._gapped_by_opening[opening]:
                for match in _compile_gap_pattern(opening, ending).finditer(text) if ending in text else ():
                    yield _Occurrence(word, match.start(), (match.span(1), match.span(2)))


def _cuts_no_number(text: str, start: int, end: int) -> bool:
    """Whether no figure is cut at either end: 120 is no word of 1200亩."""
    cut_before = text[start].isdigit() and text[start - 1 : start].isdigit()
    return not cut_before and not (text[end - 1].isdigit() and text[end : end + 1].isdigit())


@cache
def _compile_gap_pattern(opening: str, ending: str) -> re.Pattern[str]:
    return re.compile(rf"({re.escape(opening)})[^,;。:]{{1,{_GAP_LENGTH}}}?({re.escape(ending)})")


def _drop_inner(hits: list[_Occurrence]) -> list[_Occurrence]:
    """`hits` without those that lie inside one part of a longer hit."""
    hits_by_offset: dict[int, list[_Occurrence]] = defaultdict(list)  # character → the hits that cover it
    for hit in hits:
        for start, end in hit.parts:
            for offset in range(start, end):
                hits_by_offset[offset].append(hit)
    return [
        candidate
        for candidate in hits
        if not any(_is_hidden(candidate, neighbour) for neighbour in _list_neighbours(candidate, hits_by_offset))
    ]


def _list_neighbours(hit: _Occurrence, hits_by_offset: Mapping[int, list[_Occurrence]]) -> list[_Occurrence]:
    """The hits that cover the first character of a part of `hit`."""
    return [neighbour for start, _ in hit.parts for neighbour in hits_by_offset[start]]


def _is_hidden(hit: _Occurrence, longer: _Occurrence) -> bool:
    """Whether `hit` lies inside `longer`, or one part of it is only a character of `longer`.

    河…整治 is not met in 入河排污口整治: there 河 is a part of another word.
    """
    return _is_inside(hit, longer) or any(
        end - start == 1 and len(hit.parts) > 1 and part_end - part_start > 2 and part_start <= start < part_end
        for start, end in hit.parts
        for part_start, part_end in longer.parts
    )


def _is_inside(hit: _Occurrence, longer: _Occurrence) -> bool:
    """Whether every part of `hit` lies within a part of `longer`, and `longer` is longer."""
    return len(hit.word) < len(longer.word) and all(
        any(part_start <= start and end <= part_end for part_start, part_end in longer.parts)
        for start, end in hit.parts
    )
