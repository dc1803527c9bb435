"""What a commitment names: projects, places and programmes; and the verbs that it promises by.

Names are found by their last word (水库, 口岸, 产业园, …) and cut at the phrase they stand in;
programmes by their quotation marks or by 行动, 工程, 计划 at their end. No gazetteer: the rule has
to hold in any city.
"""

from __future__ import annotations

import re
from typing import Final

from duban.commitments import Name, NameKind
from duban.reading.lexicon import CLAUSE, GENERIC, HEAD_FIRST, PLACES, PROJECTS, alternatives
from duban.reading.phrases import strip_lead

_ENDS: Final = re.compile(alternatives(PROJECTS | PLACES))
_CAMPAIGN: Final = re.compile(
    r"三年行动(?:计划)?|专项行动|攻坚行动|行动方案|行动计划|提升行动|倍增计划|攻坚战"
)
_PROGRAMME: Final = re.compile(
    r"“[^”\n]{2,24}”(?:[^,;。、“”\s]{0,8}?"
    r"(?:行动|工程|计划|项目|活动|攻坚战?|专项|机制|试点|政策|品牌|战略))?"
)
_BREAK: Final = re.compile(r"[,;:。、“”\s()和与及等]")
_GENERIC: Final = re.compile(rf"(?:{alternatives(GENERIC)}|\d.*)*")
_REACH: Final = 18
"""A name reaches back at most this far from its last word."""


def names_in(canon: str, text: str, start: int, end: int) -> tuple[Name, ...]:
    """The names inside `[start, end)`, in text order; of two that begin together, one."""
    found: dict[int, Name] = {}
    for match in _PROGRAMME.finditer(canon, start, end):
        a, b = match.span()
        found[a] = Name(a, b, text[a:b], NameKind.PROGRAMME)
    for pattern in (_CAMPAIGN, _ENDS):
        for match in pattern.finditer(canon, start, end):
            begin = _begin(canon, start, match.start())
            if begin is not None and begin not in found:
                kind = NameKind.PROGRAMME if pattern is _CAMPAIGN else _kind(match[0])
                found[begin] = Name(begin, match.end(), text[begin : match.end()], kind)
    return tuple(sorted(found.values(), key=lambda n: (n.start, n.end)))


def _kind(last_word: str) -> NameKind:
    return NameKind.PLACE if last_word in PLACES else NameKind.PROJECT


def _begin(canon: str, start: int, at: int) -> int | None:
    """Where the name begins whose last word starts at the offset; None without a name."""
    floor = begin = max(start, at - _REACH)
    for mark in _BREAK.finditer(canon, floor, at):
        begin = mark.end()
    if begin == floor > start:
        return None
    begin = strip_lead(canon, begin, at).at
    return None if at - begin < 2 or _GENERIC.fullmatch(canon, begin, at) else begin


def verbs_in(canon: str, start: int, end: int) -> tuple[str, ...]:
    """The verbs of doing at the head of each clause of `[start, end)`, each once."""
    verbs: dict[str, None] = {}
    for clause in CLAUSE.finditer(canon, start, end):
        if canon[clause.start()] in HEAD_FIRST:
            for verb in strip_lead(canon, *clause.span()).verbs:
                verbs[verb] = None
    return tuple(verbs)
