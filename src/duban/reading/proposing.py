"""Every reading of a run of numbers: what the rules say, and what the patterns propose."""

from __future__ import annotations

from typing import Final

from duban.reading.candidates import Candidate, Named, Place
from duban.reading.patterns import Pattern, proposals
from duban.reading.phrases import Spans

RULE: Final = "rule"
"""The reason of the names that the rules give; their weight is 0."""
_LONGEST: Final = 60
"""No pattern proposes a longer name."""


def best(place: Place, rule: list[Named]) -> tuple[list[Named], str]:
    """The names of the weightiest candidate and its pattern, without making the others."""
    for pattern, name in proposals(place):
        if pattern.weight <= 0 and rule:
            break
        if _usable(name):
            return _spread(pattern, place, name, rule), pattern.id
    return rule, RULE


def candidates(place: Place, rule: list[Named]) -> list[Candidate]:
    """All candidates, the weightiest first. Names that read alike are one, with all reasons."""
    found: dict[tuple[tuple[int, str], ...], Candidate] = {}

    def add(reason: str, named: list[Named], weight: float) -> None:
        key = tuple((q.start, joined(place.canon, name)) for q, name in named)
        candidate = found.setdefault(key, Candidate(named, [], weight))
        if reason not in candidate.reasons:
            candidate.reasons.append(reason)

    for pattern, name in proposals(place):
        if _usable(name):
            add(pattern.id, _spread(pattern, place, name, rule), pattern.weight)
    if rule:
        add(RULE, rule, 0.0)
    return sorted(found.values(), key=lambda c: -c.weight)


def joined(canon: str, name: Spans) -> str:
    """The words of a name."""
    return "".join(canon[a:b] for a, b in name)


def _usable(name: Spans) -> bool:
    return 0 < sum(b - a for a, b in name) <= _LONGEST and all(a < b for a, b in name)


def _spread(pattern: Pattern, place: Place, name: Spans, rule: list[Named]) -> list[Named]:
    """A name for every number of the run; where the rules share it out, to each its own member.

    In 建议、提案办结率、满意率均达到100% the rules know the rates, the pattern whose they are.
    """
    if len(rule) > 1 and "own" in pattern.proposes:
        front, behind = _around_own(place, name)
        return [(q, (*front, *member, *behind)) for q, member in rule]
    return [(q, name) for q in place.item.run]


def _around_own(place: Place, name: Spans) -> tuple[Spans, Spans]:
    """What a pattern puts before and behind the words of the number's own."""
    at = name.index(place.own) if place.own in name else len(name)
    return name[:at], name[at + 1 :]
