"""A report's sentences as rows: what attention, novelty and copying are counted on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from duban.commitments import Part, Report
from duban.reading.structure import sentences
from duban.text import canonical

CHINESE = re.compile(r"[㐀-䶿一-鿿]")

Stretch = tuple[int, int, int | None]
"""`[start, end)` of the text, and the place of the innermost part that holds it, from 1."""


def stretches(report: Report) -> list[Stretch]:
    """The whole text, cut where a part begins or ends: parts may stand within parts.

    The stretches add up to the text, each in one part at most.
    """
    cuts = {0, len(report.text)}
    for part in report.parts:
        cuts |= {part.start, part.end}
    marks = sorted(cuts)
    return [(a, b, innermost(report, a, b)) for a, b in pairwise(marks)]


def innermost(report: Report, start: int, end: int) -> int | None:
    """The place, from 1, of the shortest part that holds `[start, end)`; None outside of all."""
    holding = [(p.end - p.start, n) for n, p in enumerate(report.parts, 1) if _holds(p, start, end)]
    return min(holding)[1] if holding else None


def enclosing(report: Report, place: int) -> int | None:
    """The place of the part that a part stands within; None for one that stands alone."""
    own = report.parts[place - 1]
    length = own.end - own.start
    holding = [
        (p.end - p.start, n)
        for n, p in enumerate(report.parts, 1)
        if n != place and p.end - p.start > length and _holds(p, own.start, own.end)
    ]
    return min(holding)[1] if holding else None


def sentence_rows(report: Report) -> Iterator[dict[str, Any]]:
    """One row a sentence, in the order of the text, also of what stands in no part."""
    claims = sorted(claim.start for claim in report.claims())
    commitments = sorted((made.start, made.counts) for made in report.commitments())
    starts = [start for start, _ in commitments]
    canon, number = canonical(report.text), 0
    for begin, stop, place in stretches(report):
        for start, end in sentences(canon, begin, stop):
            number += 1
            words = report.text[start:end]
            own = commitments[bisect_left(starts, start) : bisect_left(starts, end)]
            yield {
                "place": place,
                "part_role": report.parts[place - 1].role.value if place else None,
                "sentence_number": number,
                "sentence_text": words,
                "chinese_characters": len(CHINESE.findall(words)),
                "numbers": bisect_left(claims, end) - bisect_left(claims, start),
                "sentence_commitments": len(own),
                "counted": sum(counts for _, counts in own),
                "start": start,
                "end": end,
            }


def _holds(part: Part, start: int, end: int) -> bool:
    return part.start <= start and end <= part.end
