"""Intervals over a text become well-formed, nested mark-up.

Intervals may nest, share a span or overlap. Where two overlap, the inner one is closed and opened
again, so that the output is always a tree. Nothing here knows what an interval stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch `[start, end)` of the text to be wrapped in `tag` with `attributes`.

    Of two intervals over the same characters the one with the lower `rank` is outside. An interval
    that has to be split repeats its `attributes`; `first_attributes` (an `id`, a `title`) stand on
    its first piece only. `closing_markup` is put inside its last piece, at the end.
    """

    start: int
    end: int
    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    once: Mapping[str, str] = field(default_factory=dict)
    rank: int = 0
    after: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text that is inside the same intervals, outermost first."""

    start: int
    end: int
    inside: tuple[Interval, ...]


def segments(start: int, end: int, intervals: Iterable[Interval]) -> Iterator[Segment]:
    """Cut `[start, end)` at every boundary of `intervals`. Empty intervals are left out."""
    inside = [i for i in intervals if i.start < i.end and i.start < end and start < i.end]
    inside.sort(key=lambda i: (i.start, i.rank, -i.end))
    cuts = {start, end} | {i.start for i in inside} | {i.end for i in inside}
    points = sorted(c for c in cuts if start <= c <= end)
    active: list[Interval] = []
    waiting = 0
    for a, b in pairwise(points):
        active = [i for i in active if i.end > a]
        while waiting < len(inside) and inside[waiting].start <= a:
            active.append(inside[waiting])
            waiting += 1
        active.sort(key=lambda i: (i.rank, i.start, -i.end))
        yield Segment(a, b, tuple(active))


def markup(text: str, start: int, end: int, intervals: Iterable[Interval]) -> str:
    """`text[start:end]`, escaped, with its intervals as nested elements."""
    out: list[str] = []
    stack: list[Interval] = []
    for segment in segments(start, end, intervals):
        shared = _shared(stack, segment.inside)
        _close(out, stack, shared, segment.start)
        for interval in segment.inside[shared:]:
            out.append(_open(interval, first=interval.start >= segment.start))
            stack.append(interval)
        out.append(escape(text[segment.start : segment.end]))
    _close(out, stack, 0, end)
    return "".join(out)


def _shared(stack: list[Interval], wanted: tuple[Interval, ...]) -> int:
    """How many of the open elements stay open."""
    n = 0
    while n < len(stack) and n < len(wanted) and stack[n] is wanted[n]:
        n += 1
    return n


def _close(out: list[str], stack: list[Interval], keep: int, at: int) -> None:
    while len(stack) > keep:
        interval = stack.pop()
        if interval.end <= at:
            out.append(interval.after)
        out.append(f"</{interval.tag}>")


def _open(interval: Interval, *, first: bool) -> str:
    attributes = {**interval.attributes, **(interval.once if first else {})}
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{interval.tag}{written}>"
