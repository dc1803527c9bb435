"""What the words of a sentence of a plan say of it, by patterns as data.

A sign is an entry of `data/patterns/sentences.toml`; how its sentences are weighed, `tasks` says.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from duban.reading.fragments import read_toml

_CLAUSE: Final = re.compile(r"[^,;。]{4,}")


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


def entries() -> list[dict[str, Any]]:
    """The entries of the file, with their sentences."""
    found: list[dict[str, Any]] = read_toml("sentences.toml")["sign"]
    return found


@cache
def _all() -> tuple[Sign, ...]:
    fields = Sign.__dataclass_fields__.keys()
    return tuple(
        Sign(
            **{k: v for k, v in e.items() if k in fields and k != "pattern"},
            pattern=re.compile(e["pattern"]),
        )
        for e in entries()
    )


def signs(said: str) -> dict[str, float]:
    """Features of a sentence of canonical text, by the signs' names; those that are 0 left out."""
    clauses = _CLAUSE.findall(said)
    found: dict[str, float] = {}
    for sign in _all():
        if sign.each_clause:
            _add_shares(found, sign, clauses)
        elif sign.pattern.search(said) is not None and sign.unless not in found:
            times = len(sign.pattern.findall(said)) if sign.count else 0
            found[sign.id] = math.log1p(times) if times else 1.0
    return found


def _add_shares(found: dict[str, float], sign: Sign, clauses: list[str]) -> None:
    """Add in which share of the clauses a sign stands, and whether in none or in all of them."""
    look = sign.pattern.search if sign.anywhere else sign.pattern.match
    times = sum([look(clause) is not None for clause in clauses])
    if not times:
        found[f"no {sign.id}"] = 1.0
        return
    found[sign.id] = times / len(clauses)
    if times == len(clauses):
        found[f"only {sign.id}"] = 1.0
