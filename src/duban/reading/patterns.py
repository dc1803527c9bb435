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

from duban.reading.candidates import Place
from duban.reading.cuts import cuts
from duban.reading.fragments import compiled, read_toml
from duban.reading.parts import ANYWHERE, part
from duban.reading.phrases import Spans
from duban.reading.weights import weight

FAMILIES: Final = ("money", "things", "carried", "compared", "parts", "budgets")
"""The families of patterns for names: one file each."""
_BACK: Final = 60
"""A pattern looks back at most so many characters in its clause."""
_EARLIER: Final = 90
"""… so many in the clauses before it."""
_AHEAD: Final = 70
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
    proposes: tuple[str, ...]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    earlier: re.Pattern[str] | None
    own: re.Pattern[str] | None
    noun: re.Pattern[str] | None
    previous: re.Pattern[str] | None
    units: frozenset[str]
    kinds: frozenset[str]
    wants_named: bool
    opening: bool
    change: bool | None
    cut: bool
    weight: float


def entries(family: str) -> list[dict[str, Any]]:
    """The entries of a family's file, with their sentences."""
    found: list[dict[str, Any]] = read_toml(f"names/{family}.toml")["pattern"]
    return found


@cache
def patterns(group: str, kind: str) -> tuple[Pattern, ...]:
    """The patterns for a sort of unit in a kind of document, the weightiest first."""
    fitting = (
        p for p in _all() if (not p.units or group in p.units) and (not p.kinds or kind in p.kinds)
    )
    return tuple(sorted(fitting, key=lambda p: -p.weight))


@cache
def _apt(group: str, kind: str, named: bool, rising: bool) -> tuple[Pattern, ...]:
    """The patterns that can fit where the sentence has named something, and where it rises."""
    return tuple(
        p
        for p in patterns(group, kind)
        if (named or not p.wants_named) and not (named and p.opening) and p.change in (None, rising)
    )


@cache
def _all() -> tuple[Pattern, ...]:
    return tuple(_pattern(entry) for family in FAMILIES for entry in entries(family))


def _pattern(entry: dict[str, Any]) -> Pattern:
    def regex(key: str, ending: str = "") -> re.Pattern[str] | None:
        return compiled(f"(?:{entry[key]}){ending}") if key in entry else None

    proposes = tuple(name.strip() for name in entry["proposes"].split("+"))
    looks = (regex("before", r"\Z"), regex("after"), regex("earlier"))
    groups = {name for look in looks if look is not None for name in look.groupindex}
    return Pattern(
        id=entry["id"],
        proposes=proposes,
        before=looks[0],
        after=looks[1],
        earlier=looks[2],
        own=regex("own", r"\Z"),
        noun=regex("noun", r"\Z"),
        previous=regex("previous"),
        units=frozenset(entry.get("units", ())),
        kinds=frozenset(entry.get("kinds", ())),
        wants_named="previous" in entry or not {*proposes} <= groups | {*ANYWHERE},
        opening=entry.get("opening", False),
        change=entry.get("change"),
        cut=entry.get("cut", True),
        weight=weight(entry["id"], entry["prior"]),
    )


def unit_group(place: Place) -> str:
    """The sort of a place's unit: money, rate, points, or the sort that the lexicon gives it."""
    q = place.item.run[-1]
    if q.unit in ("%", "‰"):
        return "rate"
    if q.unit == "百分点":
        return "points"
    return "money" if "元" in q.unit else q.sort


def proposals(place: Place) -> Iterator[tuple[Pattern, Spans]]:
    """Every name that a pattern proposes for the numbers of a place, the weightiest first."""
    begin, start = place.number[0], place.clause[0]
    near, far = max(start, begin - _BACK), max(place.sentence, start - _EARLIER)
    apt = _apt(unit_group(place), place.scope.kind, bool(place.named), place.rising)
    for pattern in apt:
        if _fits(pattern, place):
            found = _groups(pattern, place, near, far)
            if found is not None:
                for name in _names(pattern, place, found):
                    yield pattern, name


def _fits(pattern: Pattern, place: Place) -> bool:
    """Whether what stands around the numbers is as a pattern wants it."""
    canon = place.canon
    if pattern.own is not None and not pattern.own.match(canon, *place.own):
        return False
    if pattern.noun is not None and not pattern.noun.match(canon, *place.noun):
        return False
    if pattern.previous is None:
        return True
    last = part(place, "previous") or ()
    return pattern.previous.search("".join(canon[a:b] for a, b in last)) is not None


def _groups(pattern: Pattern, place: Place, near: int, far: int) -> dict[str, Spans] | None:
    """The spans of a fitting pattern's groups; None where it does not fit.

    It looks back from the number to `clause_limit`, and from its clause to `sentence_limit`.
    """
    canon = place.canon
    found: dict[str, Spans] = {}
    begin, end = place.number
    for regex, low, high in (
        (pattern.after, end, end + _AHEAD),
        (pattern.before, near, begin),
        (pattern.earlier, far, place.clause[0]),
    ):
        if regex is None:
            continue
        match = regex.match(canon, low, high) if low == end else regex.search(canon, low, high)
        if match is None:
            return None
        found |= {name: (match.span(name),) for name in match.groupdict() if match[name]}
    return found


def _names(pattern: Pattern, place: Place, found: dict[str, Spans]) -> Iterator[Spans]:
    """The names that a fitting pattern proposes, one for each way to cut its objects."""
    choices: list[list[Spans]] = []
    for name in pattern.proposes:
        spans = found.get(name) or part(place, name)
        if not spans:
            return
        if pattern.cut and name in ("object", "scope"):
            ways = dict.fromkeys(span for _, span in cuts(place.canon, *spans[0]))
            choices.append([(way,) for way in ways if way[0] < way[1]])
        else:
            choices.append([spans])
    for combination in product(*choices):
        yield tuple(span for spans in combination for span in spans)
