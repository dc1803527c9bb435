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
    first_attributes: Mapping[str, str] = field(default_factory=dict)
    rank: int = 0
    closing_markup: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text that is inside the same intervals, outermost first."""

    start: int
    end: int
    intervals: tuple[Interval, ...]


def cut_segments(start: int, end: int, intervals: Iterable[Interval]) -> Iterator[Segment]:
    """Cut `[start, end)` at every boundary of `intervals`. Empty intervals are left out."""
    overlapping = [
        interval
        for interval in intervals
        if interval.start < interval.end and interval.start < end and start < interval.end
    ]
    overlapping.sort(key=lambda interval: (interval.start, interval.rank, -interval.end))
    cuts = {start, end} | {interval.start for interval in overlapping} | {interval.end for interval in overlapping}
    boundaries = sorted(cut for cut in cuts if start <= cut <= end)
    active: list[Interval] = []
    next_index = 0
    for segment_start, segment_end in pairwise(boundaries):
        active = [interval for interval in active if interval.end > segment_start]
        while next_index < len(overlapping) and overlapping[next_index].start <= segment_start:
            active.append(overlapping[next_index])
            next_index += 1
        active.sort(key=lambda interval: (interval.rank, interval.start, -interval.end))
        yield Segment(segment_start, segment_end, tuple(active))


def render_markup(text: str, start: int, end: int, intervals: Iterable[Interval]) -> str:
    """`text[start:end]`, escaped, with its intervals as nested elements."""
    pieces: list[str] = []
    stack: list[Interval] = []
    for segment in cut_segments(start, end, intervals):
        shared_count = _count_shared(stack, segment.intervals)
        _close_elements(pieces, stack, shared_count, segment.start)
        for interval in segment.intervals[shared_count:]:
            pieces.append(_open_element(interval, is_first=interval.start >= segment.start))
            stack.append(interval)
        pieces.append(escape(text[segment.start : segment.end]))
    _close_elements(pieces, stack, 0, end)
    return "".join(pieces)


def _count_shared(stack: list[Interval], intervals: tuple[Interval, ...]) -> int:
    """How many of the open elements stay open."""
    count = 0
    while count < len(stack) and count < len(intervals) and stack[count] is intervals[count]:
        count += 1
    return count


def _close_elements(pieces: list[str], stack: list[Interval], open_count: int, offset: int) -> None:
    while len(stack) > open_count:
        interval = stack.pop()
        if interval.end <= offset:
            pieces.append(interval.closing_markup)
        pieces.append(f"</{interval.tag}>")


def _open_element(interval: Interval, *, is_first: bool) -> str:
    attributes = {**interval.attributes, **(interval.first_attributes if is_first else {})}
    attribute_text = "".join(f' {attribute_name}="{escape(value)}"' for attribute_name, value in attributes.items())
    return f"<{interval.tag}{attribute_text}>"
