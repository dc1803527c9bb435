"""A report as it is compared: its own text for last year's results, the accepted claims as targets.

The office corrects what the reader read; so a plan's targets are the claims that it accepted, and
only what the review part states of last year comes from reading the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import duban
from duban.commitments import Commitment, Part, PartRole, Report, Topic

KEPT = 64


def report_of(text: str, city: str, year: int, accepted: Sequence[Commitment]) -> Report:
    """Read the text, and replace the commitments that were read by the accepted ones."""
    read, left = _read(text), sorted(accepted, key=lambda one: one.start)
    parts = []
    for part in read.parts:
        topics = []
        for topic in part.topics:
            own = tuple(one for one in left if topic.start <= one.start < topic.end)
            left = [one for one in left if one not in own]
            topics.append(replace(topic, commitments=own))
        parts.append(replace(part, topics=tuple(topics)))
    if left:
        parts.append(_rest(left))
    return replace(read, jurisdiction=city, year=year, parts=tuple(parts))


@lru_cache(maxsize=KEPT)
def _read(text: str) -> Report:
    return duban.read(text)


def _rest(left: Sequence[Commitment]) -> Part:
    """Build a part of the commitments outside every topic: the office may have split or merged."""
    start, end = left[0].start, max(one.end for one in left)
    topic = Topic(1, "", start, end, commitments=tuple(left))
    return Part(None, "", PartRole.PLAN, start, end, (topic,))
