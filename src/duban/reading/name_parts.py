"""The parts that a name may be composed of, beside the groups of a pattern."""

from __future__ import annotations

import re
from typing import Final

from duban.reading.candidates import NamingContext
from duban.reading.phrases import Spans, head_length, measure_length

_MONEY: Final = re.compile(r"(?:计划|完成|年度|当年|总|累计)*(?:投资额?|资金)$")


CONTEXT_FREE_PARTS: Final = ("own", "noun", "theme")
"""The parts that are available where the sentence has named nothing yet."""


def find_part(context: NamingContext, part_name: str) -> Spans | None:
    """Find a part by the name that the pattern files give it; None where there is none.

    `own` and `noun` are the phrases before and behind the number; `previous` and `first` are the
    latest and the first name of the sentence; `base` and `head` are the two pieces of the latest,
    `first_base` and `first_head` those of the first; `thing` is the latest name without a sum of
    money at its end; `whole` is the latest name before 其中; `theme` is the fund or debt that a
    budget speaks of.
    """
    if part_name in ("own", "noun"):
        span = context.subject_span if part_name == "own" else context.noun_span
        return (span,) if span[0] < span[1] else None
    if part_name == "theme":
        return (context.scope.theme,) if context.scope.theme else None
    if not context.named_quantities:
        return None
    if part_name == "whole":
        return _find_parent(context)
    if part_name == "thing":
        return _strip_money(context.canonical_text, context.named_quantities[-1][1])
    earlier_name = (
        context.named_quantities[-1][1] if part_name in ("previous", "base", "head") else context.named_quantities[0][1]
    )
    if part_name in ("previous", "first"):
        return earlier_name
    return (
        find_head(context.canonical_text, earlier_name)
        if part_name.endswith("head")
        else find_base(context.canonical_text, earlier_name)
    )


def _strip_money(canonical_text: str, name: Spans) -> Spans | None:
    """What a sum of money is for: the name without the words for the money."""
    start, end = name[-1]
    match = _MONEY.search(canonical_text, start, end)
    if match is None:
        return name
    return (*name[:-1], (start, match.start())) if match.start() > start else name[:-1] or None


def _find_parent(context: NamingContext) -> Spans | None:
    """What the parts behind 其中 are parts of, where the sentence says it before."""
    breakdown_start = context.canonical_text.rfind("其中", context.sentence_start, context.number_span[0])
    if breakdown_start < 0 or context.canonical_text.find(";", breakdown_start, context.number_span[0]) >= 0:
        return None
    earlier_names = [name for quantity, name in context.named_quantities if quantity.end <= breakdown_start]
    return earlier_names[-1] if earlier_names else None


def find_head(canonical_text: str, name: Spans) -> Spans | None:
    """The head at the end of a name (增加值, 参保人数), if it has one."""
    start, end = name[-1]
    head_size = head_length(canonical_text, start, end)
    return ((end - head_size, end),) if head_size else None


def find_base(canonical_text: str, name: Spans) -> Spans:
    """A name without the head at its end; the name itself where nothing would be left."""
    start, end = name[-1]
    head_size = measure_length(canonical_text, start, end)
    if not head_size or (head_size == end - start and len(name) == 1):
        return name
    return (*name[:-1], (start, end - head_size)) if head_size < end - start else name[:-1]
