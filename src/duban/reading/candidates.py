"""The possible ways to name a run of numbers, with the reasons for each.

A candidate names every number of one run. Several patterns may propose the same names: they are one
candidate then, with all their reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from duban.quantities import Quantity
from duban.reading.phrases import Span, Spans
from duban.reading.quantity_groups import QuantityGroup

NamedQuantity = tuple[Quantity, Spans]
"""A number and the name of its indicator."""


@dataclass(slots=True)
class Candidate:
    """One way to name the numbers of a run; `reasons` are the ids of the patterns that propose it.

    `weight` is that of the weightiest pattern, 0 where only the rules come to it.
    """

    named_quantities: list[NamedQuantity]
    reasons: list[str]
    weight: float

    @property
    def from_rules(self) -> bool:
        """Whether the reader's rules, tried in order, propose it too."""
        return "rule" in self.reasons


class Scope(NamedTuple):
    """What stands before a sentence and may say whose its numbers are.

    `last` are the names of the sentence before it in the same paragraph, or of the paragraph
    before under the same heading; `heading` is the nearest line above that is no sentence.
    `kind` is the kind of the document: report, bulletin or budget.
    """

    previous_names: tuple[Spans, ...] = ()
    heading: Span | None = None
    kind: str = "report"
    theme: Span | None = None
    """In a budget, the fund or the debt that the text speaks of."""


class NamingContext(NamedTuple):
    """Where patterns are tried: a run of numbers in its clause and sentence.

    `number` spans the run, from its first figure to the end of the bound behind the last.
    `own` (the subject before the number) and `noun_span` (the noun behind it) are as the rules cut
    them; `named_quantities` are those that the sentence has named so far.
    """

    canonical_text: str
    sentence_start: int
    clause: Span
    group: QuantityGroup
    number_span: Span
    subject_span: Span
    noun_span: Span
    named_quantities: list[NamedQuantity]
    scope: Scope
    has_change_words: bool
    """Whether words of change stand between the subject and the number."""


class Choice(NamedTuple):
    """What was chosen for the numbers of a run, among what: the best candidate first."""

    group: QuantityGroup
    clause: Span
    candidates: list[Candidate]
    context: NamingContext
