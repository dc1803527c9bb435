"""The year's headline targets (主要预期目标), which one sentence states before the plan begins."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from duban.commitments import Claim, Commitment, CommitmentType, Part, PartRole, Topic, Verifiable
from duban.reading.lexicon import CLAUSE
from duban.reading.phrases import Span

OPENING_CLAIMS: Final = 3
"""A sentence that names the expected targets and claims at least so many opens the plan."""
_HEADING: Final = "主要预期目标"
_SHORT: Final = 6
"""A clause shorter than this that claims nothing is no target."""


def opening_part(
    text: str,
    canon: str,
    sentence: Span,
    first: int,
    claims: list[Claim],
    section: str | None = None,
) -> Part:
    """The opening targets as a part of their own: one commitment for each, with its clause.

    `first_number_start` is the offset of the first number; the targets begin behind 是 or ：.
    `section` is the heading that the sentence stands under.
    """
    start, end = sentence
    mark = max(canon.find(":", start, end), canon.find("是", start, first))
    at = mark + 1 if 0 < mark < first else start
    found: list[Commitment] = []
    for clause in CLAUSE.finditer(canon, at, end):
        a, b = clause.span()
        inside = [c for c in claims if a <= c.start < b]
        if not inside and b - a < _SHORT:
            continue
        a, b = _inner(canon, a, b)
        groups = [[c] for c in inside] or [[]]
        for claimed in groups:
            number = f"0.1.{len(found) + 1}"
            mine = tuple(replace(c, commitment=number) for c in claimed)
            made = Commitment(number, CommitmentType.HEADLINE, a, b, text[a:b], mine)
            found.append(replace(made, verifiable=Verifiable.NUMBER))
    topic = Topic(1, _HEADING, at, end, section, None, tuple(found))
    return Part(None, _HEADING, PartRole.PLAN, at, end, (topic,))


def _inner(canon: str, start: int, end: int) -> Span:
    """A clause without the marks at its ends."""
    while canon[start] in " ,":
        start += 1
    return start, end - 1 if canon[end - 1] in ",;。" else end
