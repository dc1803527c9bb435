"""The cuts that a phrase allows: where the thing it names may begin, and where it may end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from duban.reading.fragments import compile_pattern
from duban.reading.lexicon import AMBIGUOUS_ADVERB, HEAD_FIRST_CHARACTERS, LEAD_PATTERN
from duban.reading.list_members import trim_name
from duban.reading.phrases import Span, is_in_quotes, match_verb, strip_lead

_STATE_PATTERN: Final = compile_pattern("{state}")
Cut = tuple[str, Span]
"""A cut by the name of what was cut, and what it leaves."""

_LIST_CLOSER: Final = re.compile(r"等(?:\d[\d.]*|[一二两三四五六七八九十]+)?[多余]?(?:个|条|项|家|所|处|座|大)?")
_ATTRIBUTE_MARKER: Final = re.compile(r"的(?=[^的]{2,}$)")
_COUNT_PATTERN: Final = compile_pattern(r"\d[\d.,]*[多余]?[万亿]*(?:{unit})")
_FINAL_COUNT: Final = compile_pattern(r"\d[\d.,]*[多余]?[万亿]*(?:{unit})?\Z")
_LISTED_COUNT: Final = compile_pattern(
    r"(?<!\d)(?!\d+(?:千伏|兆瓦))\d[\d.,]*[多余]?[万亿]*(?:{unit})(?=、)|(?<!\d)\d[\d.,]*[多余]?[万亿]*(?:{unit})?\Z"
)
"""The count of a list's first member (管网20公里、泵站3座), or the one that a phrase ends in."""
_CUT_LIMIT: Final = 3
"""Of one sort, no phrase gives more cuts than this."""


def find_cuts(canonical_text: str, start: int, end: int) -> Iterator[Cut]:
    """What a phrase may name: all of it, or what is left without a predicate or an attribute."""
    thing_start, thing_end = trim_name(canonical_text, (strip_lead(canonical_text, start, end).subject_start, end))
    if thing_end - thing_start < 2:
        thing_start, thing_end = trim_name(canonical_text, (start, end))
        if thing_start >= thing_end:
            return
    count_match = _LISTED_COUNT.search(canonical_text, thing_start + 2, thing_end)
    while count_match is not None and count_match.start() - thing_start > 1:
        thing_end = trim_name(canonical_text, (thing_start, count_match.start()))[1]
        count_match = _FINAL_COUNT.search(canonical_text, thing_start, thing_end)
    state_start = next(
        (
            offset
            for offset in range(thing_start + 2, thing_end)
            if _STATE_PATTERN.match(canonical_text, offset, thing_end)
        ),
        None,
    )
    if state_start is not None and not is_in_quotes(canonical_text, thing_start, state_start):
        yield "state", trim_name(canonical_text, (thing_start, state_start))
    count_match = _find_last_match(_COUNT_PATTERN, canonical_text, thing_start, thing_end)
    if count_match is not None and thing_end - count_match.end() > 3:
        yield "counted", trim_name(canonical_text, (count_match.end(), thing_end))
    yield "all", (thing_start, thing_end)
    for offset in _find_predicates(canonical_text, thing_start, thing_end):
        thing_before = trim_name(canonical_text, (thing_start, offset))
        if thing_before[1] - thing_before[0] > 1:
            yield "predicate", thing_before
    list_closer = _find_last_match(_LIST_CLOSER, canonical_text, thing_start, thing_end)
    if list_closer is not None and thing_end - list_closer.end() > 1:
        yield "listed", trim_name(canonical_text, (list_closer.end(), thing_end))
    attribute = _ATTRIBUTE_MARKER.search(canonical_text, thing_start, thing_end)
    if attribute is not None:
        yield "attribute", trim_name(canonical_text, (attribute.end(), thing_end))


def _find_last_match(pattern: re.Pattern[str], canonical_text: str, start: int, end: int) -> re.Match[str] | None:
    last_match = None
    for match in pattern.finditer(canonical_text, start, end):
        if not is_in_quotes(canonical_text, start, match.start()):
            last_match = match
    return last_match


def _find_predicates(canonical_text: str, start: int, end: int) -> list[int]:
    """Where a predicate may begin inside a phrase: before a verb, a state or its adverb."""
    offsets: list[int] = []
    offset = start + 1
    while offset < end and len(offsets) < _CUT_LIMIT:
        if _STATE_PATTERN.match(canonical_text, offset, end) or _begins_action(canonical_text, offset, end):
            if not is_in_quotes(canonical_text, start, offset):
                offsets.append(offset)
            offset += 2
        else:
            offset += 1
    return offsets


def _begins_action(canonical_text: str, offset: int, end: int) -> bool:
    if canonical_text[offset] not in HEAD_FIRST_CHARACTERS:
        return False
    if match_verb(canonical_text, offset, end):
        return True
    lead = LEAD_PATTERN.match(canonical_text, offset, end) or AMBIGUOUS_ADVERB.match(canonical_text, offset, end)
    return lead is not None and lead.end() < end and match_verb(canonical_text, lead.end(), end) is not None
