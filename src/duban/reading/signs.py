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
    """Features of a sentence of canonical text, by the signs' names: 0 where a sign is absent."""
    clauses = [m[0] for m in _CLAUSE.finditer(said)]
    found: dict[str, float] = {}
    for sign in _all():
        if sign.each_clause:
            found |= _shares(sign, clauses)
        elif sign.unless is not None and found[sign.unless]:
            found[sign.id] = 0.0
        elif sign.count:
            found[sign.id] = math.log1p(len(sign.pattern.findall(said)))
        else:
            found[sign.id] = float(sign.pattern.search(said) is not None)
    return found


def _shares(sign: Sign, clauses: list[str]) -> dict[str, float]:
    """In which share of the clauses a sign stands, and whether in none or in all of them."""
    look = sign.pattern.search if sign.anywhere else sign.pattern.match
    share = sum(look(c) is not None for c in clauses) / max(1, len(clauses))
    return {
        sign.id: share,
        f"no {sign.id}": float(share == 0),
        f"only {sign.id}": float(share == 1),
    }
