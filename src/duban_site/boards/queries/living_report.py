"""The report's text with the status of every commitment in it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from duban_site.boards.queries.table import annotate_status
from duban_site.plans.models import Claim, Part, Plan, State, Topic

SENTENCE_FIELDS = ("pk", "number", "start", "end", "now_status", "now_light")
MAX_UNCUT_COMMITMENTS = 1200
"""A report of so many commitments stands on one page; a city's has a few hundred."""
COMMITMENTS_PER_SECTION = 400
"""Longer ones (a province with its cities and counties) come in sections of about this many."""

Counts = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the living report needs to know of a commitment."""

    pk: int
    number: str
    start: int
    end: int
    status: str
    light: str


@dataclass(frozen=True, slots=True)
class Living:
    """The parts of a plan with their commitments' statuses counted, and one section of its text.

    `commitments` are the accepted ones that begin in `[start, end)`, in text order; `spans` tell
    where their figures stand. `cuts` are where sections begin: one, at 0, for a whole report.
    """

    parts: list[Part]
    counts: Counts
    cuts: list[int]
    start: int
    end: int
    commitments: list[Sentence]
    spans: Mapping[int, set[tuple[int, int]]]

    @property
    def is_complete(self) -> bool:
        """Whether all of the report is shown."""
        return len(self.cuts) == 1

    @property
    def following(self) -> int | None:
        """Where the next section begins."""
        return self.end if self.end in self.cuts else None

    @property
    def before(self) -> int | None:
        """Where the section before begins."""
        earlier = [cut for cut in self.cuts if cut < self.start]
        return earlier[-1] if earlier else None


def load_living_report(plan: Plan, as_of: dt.date, position: int = 0) -> Living:
    """Return the section of the report around `position` (a short report is one section).

    Five queries, whatever the report's length.
    """
    parts = list(plan.parts.order_by("start", "-end"))
    topics, counts = _count_commitments(plan, as_of)
    cuts = _find_cuts(plan.text, parts, topics)
    section = bisect_right(cuts, max(position, 0)) - 1
    start, end = cuts[section], ([*cuts, len(plan.text)])[section + 1]
    return Living(parts, counts, cuts, start, end, *_load_sentences(plan, as_of, start, end))


def _count_commitments(plan: Plan, as_of: dt.date) -> tuple[list[tuple[Topic, int]], Counts]:
    """Return topics in text order with their counts, and part → status → count."""
    accepted = annotate_status(plan.commitments.filter(state=State.ACCEPTED), as_of)
    rows = accepted.order_by().values_list("topic", "now_status").annotate(n=Count("pk"))
    topics = {topic.pk: topic for topic in Topic.objects.filter(part__plan=plan)}
    count_by_topic: dict[int, int] = defaultdict(int)
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for topic, status, count in rows:
        count_by_topic[topic] += count
        counts[topics[topic].part_id][status or ""] += count
    ordered = sorted(topics.values(), key=lambda entry: entry.start)
    return [(topic, count_by_topic[topic.pk]) for topic in ordered], counts


def _find_cuts(text: str, parts: Iterable[Part], topics: list[tuple[Topic, int]]) -> list[int]:
    """Where sections begin: always with a topic, or with the heading of its part."""
    cuts = [0]
    if sum(count for _topic, count in topics) <= MAX_UNCUT_COMMITMENTS:
        return cuts
    start_by_part = {part.pk: part.start for part in parts}
    section_count, parts_begun = 0, set[int]()
    for topic, count in topics:
        opens_part = topic.part_id not in parts_begun
        parts_begun.add(topic.part_id)
        if section_count and section_count + count > COMMITMENTS_PER_SECTION:
            start = start_by_part[topic.part_id] if opens_part else topic.start
            cuts.append(text.rfind("\n", 0, start) + 1)
            section_count = 0
        section_count += count
    return cuts


def _load_sentences(
    plan: Plan, as_of: dt.date, start: int, end: int
) -> tuple[list[Sentence], Mapping[int, set[tuple[int, int]]]]:
    section_commitments = plan.commitments.filter(state=State.ACCEPTED, start__gte=start, start__lt=end)
    rows: Any = (
        annotate_status(section_commitments, as_of).order_by("start", "-end", "number").values_list(*SENTENCE_FIELDS)
    )
    sentences = [
        Sentence(commitment_id, number, start_offset, end_offset, status or "", light or "")
        for commitment_id, number, start_offset, end_offset, status, light in rows
    ]
    claims = Claim.objects.filter(commitment__in=section_commitments.order_by().values("pk"))
    spans: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for commitment_id, start_offset, end_offset in claims.order_by().values_list("commitment", "start", "end"):
        spans[commitment_id].add((start_offset, end_offset))
    return sentences, spans
