"""Every reading of a run of numbers: what the rules say, and what the patterns propose."""

from __future__ import annotations

from typing import Final

from duban.reading.candidates import Candidate, NamedQuantity, NamingContext
from duban.reading.patterns import Pattern, propose_names
from duban.reading.phrases import Spans

RULE_REASON: Final = "rule"
"""The reason of the names that the rules give; their weight is 0."""
_NAME_LIMIT: Final = 60
"""No pattern proposes a longer name."""


def choose_best(context: NamingContext, rule_names: list[NamedQuantity]) -> tuple[list[NamedQuantity], str]:
    """The names of the weightiest candidate and its pattern, without making the others."""
    for pattern, name in propose_names(context):
        if pattern.weight <= 0 and rule_names:
            break
        if _is_usable(name):
            return _assign_to_quantities(pattern, context, name, rule_names), pattern.id
    return rule_names, RULE_REASON


def rank_candidates(context: NamingContext, rule_names: list[NamedQuantity]) -> list[Candidate]:
    """All candidates, the weightiest first. Names that read alike are one, with all reasons."""
    candidates_by_names: dict[tuple[tuple[int, str], ...], Candidate] = {}

    def add(reason: str, named_quantities: list[NamedQuantity], weight: float) -> None:
        names_key = tuple(
            (quantity.start, join_name(context.canonical_text, name)) for quantity, name in named_quantities
        )
        candidate = candidates_by_names.setdefault(names_key, Candidate(named_quantities, [], weight))
        if reason not in candidate.reasons:
            candidate.reasons.append(reason)

    for pattern, name in propose_names(context):
        if _is_usable(name):
            add(pattern.id, _assign_to_quantities(pattern, context, name, rule_names), pattern.weight)
    if rule_names:
        add(RULE_REASON, rule_names, 0.0)
    return sorted(candidates_by_names.values(), key=lambda entry: -entry.weight)


def join_name(canonical_text: str, name: Spans) -> str:
    """The words of a name."""
    return "".join(canonical_text[start:end] for start, end in name)


def _is_usable(name: Spans) -> bool:
    return 0 < sum(end - start for start, end in name) <= _NAME_LIMIT and all(start < end for start, end in name)


def _assign_to_quantities(
    pattern: Pattern, context: NamingContext, name: Spans, rule_names: list[NamedQuantity]
) -> list[NamedQuantity]:
    """A name for every number of the run; where the rules share it out, to each its own member.

    In 建议、提案办结率、满意率均达到100% the rules know the rates, the pattern whose they are.
    """
    if len(rule_names) > 1 and "own" in pattern.name_parts:
        before, after = _split_around_subject(context, name)
        return [(quantity, (*before, *member, *after)) for quantity, member in rule_names]
    return [(quantity, name) for quantity in context.group.quantities]


def _split_around_subject(context: NamingContext, name: Spans) -> tuple[Spans, Spans]:
    """What a pattern puts before and behind the words of the number's own."""
    index = name.index(context.subject_span) if context.subject_span in name else len(name)
    return name[:index], name[index + 1 :]
