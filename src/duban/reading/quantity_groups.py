"""Part a clause at its numbers: each run of numbers with the phrases before it and behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from duban.quantities import Quantity
from duban.reading.bounds import find_bound_after
from duban.reading.clauses import Clause
from duban.reading.phrases import Lead, Span, match_verb, strip_lead, strip_tail


class QuantityGroup(NamedTuple):
    """A run of numbers (7%、8%) with one phrase before it and one behind it.

    `bound` is the bound behind the last number (以上); `is_linked` says that another group of
    the clause comes before this one. In a from–to pair `origin_phrase` is the phrase before 从 and
    `before` is what stands between the two numbers. `lead` is what `strip_lead` takes off `before`.
    """

    quantities: list[Quantity]
    before: Span
    after: Span
    bound: str | None
    is_linked: bool
    origin_phrase: Span | None
    lead: Lead


_RUN_SEPARATOR: Final = re.compile(r"\s?(?:、|和|与|及|以及|,)?\s?")
_FROM_WORD: Final = re.compile(
    r"(?:从|由)(?:的)?(?:每.{1,3}){0,2}"
    r"(?:(?:19|20)\d\d年|上年|去年|上半年|年初|目前|现在|原来|过去|“?十[一二三四]五”?末)?"
    r"的?(?:约|近|不足|不到|超过?)?$"
)
_JOINED_REACH: Final = 6
"""Between 和 and the number behind it stand at most so few characters of its own phrase."""
_FROM_REACH: Final = 12
"""从 and what may stand between it and its number are no longer than this."""
_TO_WORD: Final = re.compile(
    r"(?:左右|以[上下])?(?:的)?,?(?:[^,;。\d]{0,12}?)(?:到|至|为|成)"
    r"(?:(?:19|20)\d\d年|去年|今年)?的?(?:每.{1,3}){0,2}(?:约|近|超过?|不足|突破)?$"
)
_CONJUNCTION: Final = re.compile(r"\s?(?:和|与|及|以及|并|且)")


def group_quantities(canonical_text: str, clause: Clause) -> Iterator[QuantityGroup]:
    """The items of a clause, in text order.

    The first number of a from–to pair gives none of its own (guide, rule 11).
    """
    quantities = clause.quantities
    phrase_start, index, is_linked = clause.start, 0, False
    origin: Span | None = None
    while index < len(quantities):
        group, bound, group_end = _collect_run(canonical_text, quantities, index)
        index += len(group)
        before = (phrase_start, group[0].start)
        following = quantities[index] if index < len(quantities) else None
        pair_origin = following and _find_origin(canonical_text, before, group_end, following)
        if pair_origin:
            origin, phrase_start = pair_origin, group_end
            continue
        lead = strip_lead(canonical_text, *before)
        phrase_end, phrase_start = _split_after(canonical_text, clause, before, lead, group_end, following)
        yield QuantityGroup(group, before, (group_end, phrase_end), bound, is_linked, origin, lead)
        origin, is_linked = None, True


def _collect_run(
    canonical_text: str, quantities: tuple[Quantity, ...], first_index: int
) -> tuple[list[Quantity], str | None, int]:
    """The numbers from `first_index` on that only 、 or 和 separates, their bound and its end."""
    group = [quantities[first_index]]
    bound, bound_end = find_bound_after(canonical_text, group[0].end)
    for following in quantities[first_index + 1 :]:
        gap = canonical_text[bound_end : following.start]
        if not gap.strip() or _RUN_SEPARATOR.fullmatch(gap) is None:
            break
        group.append(following)
        bound, bound_end = find_bound_after(canonical_text, following.end)
    return group, bound, bound_end


def _find_origin(canonical_text: str, before: Span, number_end: int, following: Quantity) -> Span | None:
    """The phrase before 从, when a number is the first of a from–to pair (从26.7%提高到52.1%)."""
    match = _FROM_WORD.search(canonical_text, max(before[0], before[1] - _FROM_REACH), before[1])
    if match is None or _TO_WORD.match(canonical_text, number_end, following.start) is None:
        return None
    return before[0], match.start()


def _split_after(
    canonical_text: str, clause: Clause, before: Span, lead: Lead, number_end: int, following: Quantity | None
) -> Span:
    """Where the phrase behind a number ends, and where the phrase of the next number begins."""
    limit = following.start if following else clause.end
    commas = [comma for comma in clause.enumeration_commas if number_end <= comma < limit]
    if following is None:
        return _find_noun_end(canonical_text, commas, number_end, limit), limit
    if commas:
        cut_offset = commas[-1] if canonical_text[commas[-1] + 1 : limit].strip('“"') == "" else commas[0]
        return cut_offset, cut_offset + 1
    conjunction = _CONJUNCTION.match(canonical_text, number_end, limit)
    if conjunction:
        return number_end, conjunction.end()
    if canonical_text.startswith("的", number_end, limit):
        return limit, limit
    joint = canonical_text.rfind("和", number_end, limit)
    if joint > number_end and following.sort == "count" and limit - joint <= _JOINED_REACH:
        # 3个露天煤矿和15个井工煤矿: what 和 joins belongs to the next number.
        return joint, joint + 1
    if (
        match_verb(canonical_text, number_end, limit)
        or strip_tail(canonical_text, lead.subject_start, before[1]).subject_end > lead.subject_start
    ):
        return number_end, number_end
    return limit, number_end if following.sort != "count" else limit


def _find_noun_end(canonical_text: str, commas: list[int], number_end: int, limit: int) -> int:
    """A noun behind the last number may hold 、, but not before another verb of doing."""
    for comma in commas:
        if comma == number_end or strip_lead(canonical_text, comma + 1, limit).verbs:
            return comma
    return limit
