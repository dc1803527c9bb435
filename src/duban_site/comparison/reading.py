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

CACHE_SIZE = 64


def build_report(text: str, city: str, year: int, accepted: Sequence[Commitment]) -> Report:
    """Read the text, and replace the commitments that were read by the accepted ones."""
    base_report, remaining = (_read_cached(text), sorted(accepted, key=lambda commitment: commitment.start))
    parts = []
    for part in base_report.parts:
        topics = []
        for topic in part.topics:
            topic_commitments = tuple(
                commitment for commitment in remaining if topic.start <= commitment.start < topic.end
            )
            remaining = [commitment for commitment in remaining if commitment not in topic_commitments]
            topics.append(replace(topic, commitments=topic_commitments))
        parts.append(replace(part, topics=tuple(topics)))
    if remaining:
        parts.append(_build_remaining_part(remaining))
    return replace(base_report, jurisdiction=city, year=year, parts=tuple(parts))


@lru_cache(maxsize=CACHE_SIZE)
def _read_cached(text: str) -> Report:
    return duban.read(text)


def _build_remaining_part(remaining: Sequence[Commitment]) -> Part:
    """Build a part of the commitments outside every topic: the office may have split or merged."""
    start, end = remaining[0].start, max(commitment.end for commitment in remaining)
    topic = Topic(1, "", start, end, commitments=tuple(remaining))
    return Part(None, "", PartRole.PLAN, start, end, (topic,))
