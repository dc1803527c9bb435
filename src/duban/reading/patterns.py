"""Patterns as data: constructions that say where the name of a number stands.

A pattern is an entry of a family's file under `data/patterns/names`; its form is described in
docs/reference/patterns/. Its anchor is a run of numbers: `before` must end where the run begins,
`after` must begin where it ends, `earlier` is sought in the clauses before. `proposes` says of
which parts the name is made, in order: groups of the pattern, and the parts of every place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, Final

from duban.reading.candidates import NamingContext
from duban.reading.fragments import compile_pattern, read_toml
from duban.reading.name_parts import CONTEXT_FREE_PARTS, find_part
from duban.reading.phrase_cuts import find_cuts
from duban.reading.phrases import Spans
from duban.reading.weights import pattern_weight

FAMILIES: Final = ("money", "things", "carried", "compared", "parts", "budgets")
"""The families of patterns for names: one file each."""
_CLAUSE_REACH: Final = 60
"""A pattern looks back at most so many characters in its clause."""
_SENTENCE_REACH: Final = 90
"""… so many in the clauses before it."""
_FORWARD_REACH: Final = 70
"""… and so many ahead."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One construction: where it looks, what must stand there, and what it proposes.

    `units` and `kinds` are the sorts of unit and of document in which it is tried, all where empty.
    `own`, `noun` and `previous` must match the phrase before the number, the noun behind it and the
    latest name; `requires_earlier_name` says that there must be a latest name, `first_number_only`
    that it is tried only for the first number of a sentence. `allows_cuts` lets what it proposes be
    cut to the thing that it names. A pattern with a `weight` above 0 beats the rules.
    """

    id: str
    name_parts: tuple[str, ...]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    earlier: re.Pattern[str] | None
    subject: re.Pattern[str] | None
    noun: re.Pattern[str] | None
    previous: re.Pattern[str] | None
    units: frozenset[str]
    kinds: frozenset[str]
    requires_earlier_name: bool
    first_number_only: bool
    change: bool | None
    allows_cuts: bool
    weight: float


def load_entries(family: str) -> list[dict[str, Any]]:
    """The entries of a family's file, with their sentences."""
    rows: list[dict[str, Any]] = read_toml(f"names/{family}.toml")["pattern"]
    return rows


@cache
def select_patterns(unit_group: str, document_kind: str) -> tuple[Pattern, ...]:
    """The patterns for a sort of unit in a kind of document, the weightiest first."""
    suitable = (
        pattern
        for pattern in _all_patterns()
        if (not pattern.units or unit_group in pattern.units) and (not pattern.kinds or document_kind in pattern.kinds)
    )
    return tuple(sorted(suitable, key=lambda pattern: -pattern.weight))


@cache
def _applicable_patterns(
    unit_group: str, document_kind: str, has_earlier_name: bool, has_change_words: bool
) -> tuple[Pattern, ...]:
    """The patterns that can fit where the sentence has named something, and where it rises."""
    return tuple(
        pattern
        for pattern in select_patterns(unit_group, document_kind)
        if (has_earlier_name or not pattern.requires_earlier_name)
        and not (has_earlier_name and pattern.first_number_only)
        and pattern.change in (None, has_change_words)
    )


@cache
def _all_patterns() -> tuple[Pattern, ...]:
    return tuple(_build_pattern(entry) for family in FAMILIES for entry in load_entries(family))


def _build_pattern(entry: dict[str, Any]) -> Pattern:
    def regex(field_name: str, ending: str = "") -> re.Pattern[str] | None:
        return compile_pattern(f"(?:{entry[field_name]}){ending}") if field_name in entry else None

    name_parts = tuple(part_name.strip() for part_name in entry["proposes"].split("+"))
    searches = (regex("before", r"\Z"), regex("after"), regex("earlier"))
    groups = {part_name for search in searches if search is not None for part_name in search.groupindex}
    return Pattern(
        id=entry["id"],
        name_parts=name_parts,
        before=searches[0],
        after=searches[1],
        earlier=searches[2],
        subject=regex("own", r"\Z"),
        noun=regex("noun", r"\Z"),
        previous=regex("previous"),
        units=frozenset(entry.get("units", ())),
        kinds=frozenset(entry.get("kinds", ())),
        requires_earlier_name="previous" in entry or not {*name_parts} <= groups | {*CONTEXT_FREE_PARTS},
        first_number_only=entry.get("opening", False),
        change=entry.get("change"),
        allows_cuts=entry.get("cut", True),
        weight=pattern_weight(entry["id"], entry["prior"]),
    )


def classify_unit(context: NamingContext) -> str:
    """The sort of a place's unit: money, rate, points, or the sort that the lexicon gives it."""
    quantity = context.group.quantities[-1]
    if quantity.unit in ("%", "‰"):
        return "rate"
    if quantity.unit == "百分点":
        return "points"
    return "money" if "元" in quantity.unit else quantity.sort


def propose_names(context: NamingContext) -> Iterator[tuple[Pattern, Spans]]:
    """Every name that a pattern proposes for the numbers of a place, the weightiest first."""
    number_start, clause_start = context.number_span[0], context.clause[0]
    clause_limit, sentence_limit = (
        max(clause_start, number_start - _CLAUSE_REACH),
        max(context.sentence_start, clause_start - _SENTENCE_REACH),
    )
    applicable = _applicable_patterns(
        classify_unit(context), context.scope.kind, bool(context.named_quantities), context.has_change_words
    )
    canonical_text, number_end = context.canonical_text, context.number_span[1]
    latest_name = "".join(canonical_text[start:end] for start, end in find_part(context, "previous") or ())
    for pattern in applicable:
        # What can only stand at one place is tried here, before anything that has to be sought.
        after = pattern.after
        if after is not None and not after.match(canonical_text, number_end, number_end + _FORWARD_REACH):
            continue
        if pattern.subject is not None and not pattern.subject.match(canonical_text, *context.subject_span):
            continue
        if pattern.noun is not None and not pattern.noun.match(canonical_text, *context.noun_span):
            continue
        if pattern.previous is not None and not pattern.previous.search(latest_name):
            continue
        group_spans = _match_groups(pattern, context, clause_limit, sentence_limit)
        if group_spans is not None:
            for name in _compose_names(pattern, context, group_spans):
                yield pattern, name


def _match_groups(
    pattern: Pattern, context: NamingContext, clause_limit: int, sentence_limit: int
) -> dict[str, Spans] | None:
    """The spans of a fitting pattern's groups; None where it does not fit.

    It looks back from the number to `clause_limit`, and from its clause to `sentence_limit`.
    """
    canonical_text = context.canonical_text
    group_spans: dict[str, Spans] = {}
    number_start, number_end = context.number_span
    for regex, low_offset, high_offset in (
        (pattern.after, number_end, number_end + _FORWARD_REACH),
        (pattern.before, clause_limit, number_start),
        (pattern.earlier, sentence_limit, context.clause[0]),
    ):
        if regex is None:
            continue
        match = (
            regex.match(canonical_text, low_offset, high_offset)
            if low_offset == number_end
            else regex.search(canonical_text, low_offset, high_offset)
        )
        if match is None:
            return None
        group_spans |= {group_name: (match.span(group_name),) for group_name in match.groupdict() if match[group_name]}
    return group_spans


def _compose_names(pattern: Pattern, context: NamingContext, group_spans: dict[str, Spans]) -> Iterator[Spans]:
    """The names that a fitting pattern proposes, one for each way to cut its objects."""
    choices: list[list[Spans]] = []
    for part_name in pattern.name_parts:
        part_spans = group_spans.get(part_name) or find_part(context, part_name)
        if not part_spans:
            return
        if pattern.allows_cuts and part_name in ("object", "scope"):
            cut_spans = dict.fromkeys(span for _, span in find_cuts(context.canonical_text, *part_spans[0]))
            choices.append([(cut_span,) for cut_span in cut_spans if cut_span[0] < cut_span[1]])
        else:
            choices.append([part_spans])
    for combination in product(*choices):
        yield tuple(span for part_spans in combination for span in part_spans)
