"""The parts that a name may be composed of, beside the groups of a pattern."""

from __future__ import annotations

import re
from typing import Final

from duban.reading.candidates import Place
from duban.reading.phrases import Spans, head_length

_MONEY: Final = re.compile(r"(?:计划|完成|年度|当年|总|累计)*(?:投资额?|资金)$")


ANYWHERE: Final = ("own", "noun", "theme")
"""The parts that are available where the sentence has named nothing yet."""


def part(place: Place, name: str) -> Spans | None:
    """Find a part by the name that the pattern files give it; None where there is none.

    `own` and `noun` are the phrases before and behind the number; `previous` and `first` are the
    latest and the first name of the sentence; `base` and `head` are the two pieces of the latest,
    `first_base` and `first_head` those of the first; `thing` is the latest name without a sum of
    money at its end; `whole` is the latest name before 其中; `theme` is the fund or debt that a
    budget speaks of.
    """
    if name in ("own", "noun"):
        span = place.own if name == "own" else place.noun
        return (span,) if span[0] < span[1] else None
    if name == "theme":
        return (place.scope.theme,) if place.scope.theme else None
    if not place.named:
        return None
    if name == "whole":
        return _whole(place)
    if name == "thing":
        return _thing(place.canon, place.named[-1][1])
    last = place.named[-1][1] if name in ("previous", "base", "head") else place.named[0][1]
    if name in ("previous", "first"):
        return last
    return head(place.canon, last) if name.endswith("head") else base(place.canon, last)


def _thing(canon: str, name: Spans) -> Spans | None:
    """What a sum of money is for: the name without the words for the money."""
    start, end = name[-1]
    match = _MONEY.search(canon, start, end)
    if match is None:
        return name
    return (*name[:-1], (start, match.start())) if match.start() > start else name[:-1] or None


def _whole(place: Place) -> Spans | None:
    """What the parts behind 其中 are parts of, where the sentence says it before."""
    at = place.canon.rfind("其中", place.sentence, place.number[0])
    if at < 0 or place.canon.find(";", at, place.number[0]) >= 0:
        return None
    before = [name for q, name in place.named if q.end <= at]
    return before[-1] if before else None


def head(canon: str, name: Spans) -> Spans | None:
    """The head at the end of a name (增加值, 参保人数), if it has one."""
    start, end = name[-1]
    size = head_length(canon, start, end)
    return ((end - size, end),) if size else None


def base(canon: str, name: Spans) -> Spans:
    """A name without the head at its end; the name itself where nothing would be left."""
    start, end = name[-1]
    size = head_length(canon, start, end)
    if not size or (size == end - start and len(name) == 1):
        return name
    return (*name[:-1], (start, end - size)) if size < end - start else name[:-1]
