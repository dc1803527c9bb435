"""Sentences that repeat another report: novelty against last year's text, copying from a level above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from duban.bulk.panel_rows import ALL_ROLES, NO_PART_ROLE, divide
from duban.wording.likeness import extract_shingles
from duban.wording.panel_sentences import PanelSentences
from duban.wording.sources import Comparison

DEFAULT_LIKENESS: Final = 0.5


@dataclass(frozen=True, slots=True)
class AlikeSentences:
    """A sentence and the one of the source that it is most alike; `likeness` is the share of its shingles."""

    sentence: Mapping[str, Any]
    source_sentence: Mapping[str, Any]
    likeness: float


@dataclass(slots=True)
class ReuseCount:
    """How many sentences of one role repeat the source; short ones are not compared."""

    part_role: str
    sentences: int = 0
    compared: int = 0
    alike: int = 0

    @property
    def share_alike(self) -> Decimal | None:
        """Sentences that repeat the source, by those compared."""
        return divide(self.alike, self.compared)

    @property
    def share_novel(self) -> Decimal | None:
        """Sentences that do not, by those compared."""
        return divide(self.compared - self.alike, self.compared)


@dataclass(slots=True)
class Reuse:
    """What one report repeats of another: counts by role, the full report first, and the sentences."""

    comparison: Comparison
    counts: list[ReuseCount]
    alike: list[AlikeSentences] = field(default_factory=list)


def measure_reuse(
    comparisons: Iterable[Comparison], sentences: PanelSentences, threshold: float = DEFAULT_LIKENESS
) -> Iterator[Reuse]:
    """For each comparison the sentences of which at least `threshold` stands in one sentence of the source."""
    for comparison in comparisons:
        source_rows, index = sentences.read_index(comparison.source["report_id"])
        counts = {ALL_ROLES: ReuseCount(ALL_ROLES)}
        reuse = Reuse(comparison, [])
        for row in sentences.read_sentences(comparison.report["report_id"]):
            role = row["part_role"] or NO_PART_ROLE
            role_counts = (counts[ALL_ROLES], counts.setdefault(role, ReuseCount(role)))
            shingles = extract_shingles(row["sentence_text"])
            nearest = index.find_most_alike(shingles) if shingles else None
            is_alike = nearest is not None and nearest.share >= threshold
            for count in role_counts:
                count.sentences += 1
                count.compared += shingles is not None
                count.alike += is_alike
            if nearest is not None and is_alike:
                reuse.alike.append(AlikeSentences(row, source_rows[nearest.place], nearest.share))
        reuse.counts = list(counts.values())
        yield reuse
