"""What a commitment names: projects, places and programmes; and the verbs that it promises by.

Names are found by their last word (水库, 口岸, 产业园, …) and cut at the phrase they stand in;
programmes by their quotation marks or by 行动, 工程, 计划 at their end. No gazetteer: the rule has
to hold in any city.
"""

from __future__ import annotations

import re
from typing import Final

from duban.commitments import Name, NameKind
from duban.reading.lexicon import (
    CLAUSE_PATTERN,
    GENERIC_WORDS,
    HEAD_FIRST_CHARACTERS,
    PLACE_WORDS,
    PROJECT_WORDS,
    any_of,
)
from duban.reading.phrases import strip_lead

_NAME_ENDING: Final = re.compile(any_of(PROJECT_WORDS | PLACE_WORDS))
_CAMPAIGN_ENDING: Final = re.compile(r"三年行动(?:计划)?|专项行动|攻坚行动|行动方案|行动计划|提升行动|倍增计划|攻坚战")
_PROGRAMME: Final = re.compile(
    r"“[^”\n]{2,24}”(?:[^,;。、“”\s]{0,8}?"
    r"(?:行动|工程|计划|项目|活动|攻坚战?|专项|机制|试点|政策|品牌|战略))?"
)
_PHRASE_BREAK: Final = re.compile(r"[,;:。、“”\s()和与及等]")
_GENERIC_NAME: Final = re.compile(rf"(?:{any_of(GENERIC_WORDS)}|\d.*)*")
_NAME_REACH: Final = 18
"""A name reaches back at most this far from its last word."""


def find_names(canonical_text: str, text: str, start: int, end: int) -> tuple[Name, ...]:
    """The names inside `[start, end)`, in text order; of two that begin together, one."""
    names_by_start: dict[int, Name] = {}
    for match in _PROGRAMME.finditer(canonical_text, start, end):
        name_start, name_end = match.span()
        names_by_start[name_start] = Name(name_start, name_end, text[name_start:name_end], NameKind.PROGRAMME)
    for pattern in (_CAMPAIGN_ENDING, _NAME_ENDING):
        for match in pattern.finditer(canonical_text, start, end):
            ending_name_start = _find_name_start(canonical_text, start, match.start())
            if ending_name_start is not None and ending_name_start not in names_by_start:
                kind = NameKind.PROGRAMME if pattern is _CAMPAIGN_ENDING else _classify_name(match[0])
                names_by_start[ending_name_start] = Name(
                    ending_name_start, match.end(), text[ending_name_start : match.end()], kind
                )
    return tuple(sorted(names_by_start.values(), key=lambda name: (name.start, name.end)))


def _classify_name(last_word: str) -> NameKind:
    return NameKind.PLACE if last_word in PLACE_WORDS else NameKind.PROJECT


def _find_name_start(canonical_text: str, start: int, last_word_start: int) -> int | None:
    """Where the name begins whose last word starts at the offset; None without a name."""
    search_start = name_start = max(start, last_word_start - _NAME_REACH)
    for mark in _PHRASE_BREAK.finditer(canonical_text, search_start, last_word_start):
        name_start = mark.end()
    if name_start == search_start > start:
        return None
    name_start = strip_lead(canonical_text, name_start, last_word_start).subject_start
    return (
        None
        if last_word_start - name_start < 2 or _GENERIC_NAME.fullmatch(canonical_text, name_start, last_word_start)
        else name_start
    )


def find_verbs(canonical_text: str, start: int, end: int) -> tuple[str, ...]:
    """The verbs of doing at the head of each clause of `[start, end)`, each once."""
    verbs: dict[str, None] = {}
    for clause in CLAUSE_PATTERN.finditer(canonical_text, start, end):
        if canonical_text[clause.start()] in HEAD_FIRST_CHARACTERS:
            for verb in strip_lead(canonical_text, *clause.span()).verbs:
                verbs[verb] = None
    return tuple(verbs)
