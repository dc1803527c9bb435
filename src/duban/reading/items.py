"""Part a clause at its numbers: each run of numbers with the phrases before it and behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from duban.quantities import Quantity
from duban.reading.bounds import after_bound
from duban.reading.clauses import Clause
from duban.reading.phrases import Lead, Span, doing, strip_lead, strip_tail


class Item(NamedTuple):
    """A run of numbers (7%、8%) with one phrase before it and one behind it.

    `bound` is the bound behind the last number (以上); `is_linked` says that another group of
    the clause comes before this one. In a from–to pair `origin_phrase` is the phrase before 从 and
    `before` is what stands between the two numbers. `lead` is what `strip_lead` takes off `before`.
    """

    run: list[Quantity]
    before: Span
    after: Span
    bound: str | None
    linked: bool
    origin: Span | None
    lead: Lead


_SEPARATOR: Final = re.compile(r"\s?(?:、|和|与|及|以及|,)?\s?")
_FROM: Final = re.compile(
    r"(?:从|由)(?:的)?(?:每.{1,3}){0,2}"
    r"(?:(?:19|20)\d\d年|上年|去年|上半年|年初|目前|现在|原来|过去|“?十[一二三四]五”?末)?"
    r"的?(?:约|近|不足|不到|超过?)?$"
)
_JOINED: Final = 6
"""Between 和 and the number behind it stand at most so few characters of its own phrase."""
_FROM_REACH: Final = 12
"""从 and what may stand between it and its number are no longer than this."""
_TO: Final = re.compile(
    r"(?:左右|以[上下])?(?:的)?,?(?:[^,;。\d]{0,12}?)(?:到|至|为|成)"
    r"(?:(?:19|20)\d\d年|去年|今年)?的?(?:每.{1,3}){0,2}(?:约|近|超过?|不足|突破)?$"
)
_CONJUNCTION: Final = re.compile(r"\s?(?:和|与|及|以及|并|且)")


def items(canon: str, clause: Clause) -> Iterator[Item]:
    """The items of a clause, in text order.

    The first number of a from–to pair gives none of its own (guide, rule 11).
    """
    quantities = clause.quantities
    at, i, linked = clause.start, 0, False
    origin: Span | None = None
    while i < len(quantities):
        run, bound, end = _run(canon, quantities, i)
        i += len(run)
        before = (at, run[0].start)
        following = quantities[i] if i < len(quantities) else None
        pair = following and _before_from(canon, before, end, following)
        if pair:
            origin, at = pair, end
            continue
        lead = strip_lead(canon, *before)
        stop, at = _behind(canon, clause, before, lead, end, following)
        yield Item(run, before, (end, stop), bound, linked, origin, lead)
        origin, linked = None, True


def _run(
    canon: str, quantities: tuple[Quantity, ...], i: int
) -> tuple[list[Quantity], str | None, int]:
    """The numbers from `first_index` on that only 、 or 和 separates, their bound and its end."""
    run = [quantities[i]]
    bound, end = after_bound(canon, run[0].end)
    for following in quantities[i + 1 :]:
        gap = canon[end : following.start]
        if not gap.strip() or _SEPARATOR.fullmatch(gap) is None:
            break
        run.append(following)
        bound, end = after_bound(canon, following.end)
    return run, bound, end


def _before_from(canon: str, before: Span, end: int, following: Quantity) -> Span | None:
    """The phrase before 从, when a number is the first of a from–to pair (从26.7%提高到52.1%)."""
    match = _FROM.search(canon, max(before[0], before[1] - _FROM_REACH), before[1])
    if match is None or _TO.match(canon, end, following.start) is None:
        return None
    return before[0], match.start()


def _behind(
    canon: str, clause: Clause, before: Span, lead: Lead, end: int, following: Quantity | None
) -> Span:
    """Where the phrase behind a number ends, and where the phrase of the next number begins."""
    stop = following.start if following else clause.end
    commas = [c for c in clause.commas if end <= c < stop]
    if following is None:
        return _noun_end(canon, commas, end, stop), stop
    if commas:
        cut = commas[-1] if canon[commas[-1] + 1 : stop].strip('“"') == "" else commas[0]
        return cut, cut + 1
    conjunction = _CONJUNCTION.match(canon, end, stop)
    if conjunction:
        return end, conjunction.end()
    if canon.startswith("的", end, stop):
        return stop, stop
    joined = canon.rfind("和", end, stop)
    if joined > end and following.sort == "count" and stop - joined <= _JOINED:
        # 3个露天煤矿和15个井工煤矿: what 和 joins belongs to the next number.
        return joined, joined + 1
    if doing(canon, end, stop) or strip_tail(canon, lead.at, before[1]).at > lead.at:
        return end, end
    return stop, end if following.sort != "count" else stop


def _noun_end(canon: str, commas: list[int], end: int, stop: int) -> int:
    """A noun behind the last number may hold 、, but not before another verb of doing."""
    for comma in commas:
        if comma == end or strip_lead(canon, comma + 1, stop).verbs:
            return comma
    return stop
