"""The cuts that a phrase allows: where the thing it names may begin, and where it may end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from duban.reading.fragments import compiled
from duban.reading.lexicon import AMBIGUOUS, HEAD_FIRST, LEAD
from duban.reading.members import trim
from duban.reading.phrases import Span, doing, in_quotes, strip_lead

_STATE: Final = compiled("{state}")
Cut = tuple[str, Span]
"""A cut by the name of what was cut, and what it leaves."""

_LIST_OF: Final = re.compile(
    r"等(?:\d[\d.]*|[一二两三四五六七八九十]+)?[多余]?(?:个|条|项|家|所|处|座|大)?"
)
_ATTRIBUTE: Final = re.compile(r"的(?=[^的]{2,}$)")
_COUNTED: Final = compiled(r"\d[\d.,]*[多余]?[万亿]*(?:{unit})")
_COUNT_END: Final = compiled(r"\d[\d.,]*[多余]?[万亿]*(?:{unit})?\Z")
_MOST: Final = 3
"""Of one sort, no phrase gives more cuts than this."""


def cuts(canon: str, start: int, end: int) -> Iterator[Cut]:
    """What a phrase may name: all of it, or what is left without a predicate or an attribute."""
    begin, stop = trim(canon, (strip_lead(canon, start, end).at, end))
    if stop - begin < 2:
        begin, stop = trim(canon, (start, end))
        if begin >= stop:
            return
    counted = _COUNT_END.search(canon, begin, stop)
    if counted is not None and counted.start() - begin > 1:
        stop = trim(canon, (begin, counted.start()))[1]
    state = next((at for at in range(begin + 2, stop) if _STATE.match(canon, at, stop)), None)
    if state is not None and not in_quotes(canon, begin, state):
        yield "state", trim(canon, (begin, state))
    counted = _last(_COUNTED, canon, begin, stop)
    if counted is not None and stop - counted.end() > 3:
        yield "counted", trim(canon, (counted.end(), stop))
    yield "all", (begin, stop)
    for at in _predicates(canon, begin, stop):
        left = trim(canon, (begin, at))
        if left[1] - left[0] > 1:
            yield "predicate", left
    listed = _last(_LIST_OF, canon, begin, stop)
    if listed is not None and stop - listed.end() > 1:
        yield "listed", trim(canon, (listed.end(), stop))
    attribute = _ATTRIBUTE.search(canon, begin, stop)
    if attribute is not None:
        yield "attribute", trim(canon, (attribute.end(), stop))


def _last(pattern: re.Pattern[str], canon: str, start: int, end: int) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(canon, start, end):
        if not in_quotes(canon, start, match.start()):
            found = match
    return found


def _predicates(canon: str, start: int, end: int) -> list[int]:
    """Where a predicate may begin inside a phrase: before a verb, a state or its adverb."""
    found: list[int] = []
    at = start + 1
    while at < end and len(found) < _MOST:
        if _STATE.match(canon, at, end) or _acts(canon, at, end):
            if not in_quotes(canon, start, at):
                found.append(at)
            at += 2
        else:
            at += 1
    return found


def _acts(canon: str, at: int, end: int) -> bool:
    if canon[at] not in HEAD_FIRST:
        return False
    if doing(canon, at, end):
        return True
    lead = LEAD.match(canon, at, end) or AMBIGUOUS.match(canon, at, end)
    return lead is not None and lead.end() < end and doing(canon, lead.end(), end) is not None
