"""What the words of a sentence of a plan say of it, by patterns as data.

A sign is an entry of `data/patterns/sentences.toml`; how its sentences are weighed, `tasks` says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from duban.reading.fragments import read_toml

_Search = Callable[[str], re.Match[str] | None]
_FindAll = Callable[[str], list[Any]]
_CLAUSE_PATTERN: Final = re.compile(r"[^,;。]{4,}")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: `count` says how often it stands in a sentence, else only whether it does.

    With `each_clause` it is tried at the head of every clause (`anywhere`: or inside it), and says
    in how many of them it stands; `unless` names a sign with which it is none.
    """

    id: str
    pattern: re.Pattern[str]
    count: bool = False
    each_clause: bool = False
    anywhere: bool = False
    unless: str | None = None


def load_entries() -> list[dict[str, Any]]:
    """The entries of the file, with their sentences."""
    rows: list[dict[str, Any]] = read_toml("sentences.toml")["sign"]
    return rows


@cache
def _all_signs() -> tuple[Sign, ...]:
    field_names = Sign.__dataclass_fields__.keys()
    return tuple(
        Sign(
            **{key: value for key, value in entry.items() if key in field_names and key != "pattern"},
            pattern=re.compile(entry["pattern"]),
        )
        for entry in load_entries()
    )


@cache
def _sentence_signs() -> tuple[tuple[str, _Search, _FindAll | None, str | None], ...]:
    """The signs of whole sentences: id, search, what finds all where they are counted, `unless`."""
    return tuple(
        (sign.id, sign.pattern.search, sign.pattern.findall if sign.count else None, sign.unless)
        for sign in _all_signs()
        if not sign.each_clause
    )


@cache
def _clause_signs() -> tuple[Sign, ...]:
    return tuple(sign for sign in _all_signs() if sign.each_clause)


def extract_sign_features(sentence: str) -> dict[str, float]:
    """Features of a sentence of canonical text, by the signs' names; those that are 0 left out."""
    values: dict[str, float] = {}
    for sign_id, search, find_all, unless in _sentence_signs():
        if find_all is not None:
            times = len(find_all(sentence))
            if times and unless not in values:
                values[sign_id] = math.log1p(times)
        elif search(sentence) is not None and unless not in values:
            values[sign_id] = 1.0
    clauses = _CLAUSE_PATTERN.findall(sentence)
    for sign in _clause_signs():
        _add_share_features(values, sign, clauses)
    return values


def _add_share_features(values: dict[str, float], sign: Sign, clauses: list[str]) -> None:
    """Add in which share of the clauses a sign stands, and whether in none or in all of them."""
    matcher = sign.pattern.search if sign.anywhere else sign.pattern.match
    times = sum([matcher(clause) is not None for clause in clauses])
    if not times:
        values[f"no {sign.id}"] = 1.0
        return
    values[sign.id] = times / len(clauses)
    if times == len(clauses):
        values[f"only {sign.id}"] = 1.0
