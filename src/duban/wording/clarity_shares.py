"""Classes of clarity counted: one row a sentence of a plan, and shares for each report and role."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from duban.bulk.panel_rows import divide
from duban.notices import NoticeError
from duban.wording.clarity import Clarity, Reading, classify_sentence

PLAN_ROLES: Final = ("plan", "goals", "self")
"""The roles of parts that promise: the year's plan, goals of several years, the government's own conduct."""


@dataclass(slots=True)
class ClarityCount:
    """How many sentences of one role of one report are in each class."""

    report_id: str
    part_role: str
    region_code: str | None = None
    year: int | None = None
    count_by_class: Counter[Clarity] = field(default_factory=Counter)

    @property
    def sentences(self) -> int:
        """All sentences of the role."""
        return self.count_by_class.total()

    @property
    def directives(self) -> int:
        """Those that order or forbid."""
        return self.sentences - self.count_by_class[Clarity.NONE]

    def share(self, clarity: Clarity) -> Decimal | None:
        """A class by directives, `none` by sentences; None where there is nothing to divide by."""
        whole = self.sentences if clarity is Clarity.NONE else self.directives
        return divide(self.count_by_class[clarity], whole)


def classify_sentences(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], Reading]]:
    """The sentences of parts that promise, each with its class, in their order.

    `rows` are rows of the panel's table `sentence`. Raises `ValueError` for a sentence without a text.
    """
    for row in rows:
        if row["part_role"] not in PLAN_ROLES:
            continue
        if row["sentence_text"] is None:
            raise NoticeError.make("panel_without_texts")
        yield row, classify_sentence(row["sentence_text"])


def count_classes(classified: Iterable[tuple[Mapping[str, Any], Reading]]) -> list[ClarityCount]:
    """The counts for each report and role, in the order in which they come."""
    counts: defaultdict[tuple[str, str], ClarityCount] = defaultdict(lambda: ClarityCount("", ""))
    for row, reading in classified:
        row_key = row["report_id"], row["part_role"]
        if row_key not in counts:
            counts[row_key] = ClarityCount(*row_key, row["region_code"], row["year"])
        counts[row_key].count_by_class[reading.clarity] += 1
    return list(counts.values())
