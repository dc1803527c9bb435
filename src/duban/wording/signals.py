"""The signals of clarity: lists of words from data, as patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_ORDINAL = r"(?:[一二三四五六七八九十]+(?:是|要)|\(?[一二三四五六七八九十\d]{1,3}[)、.])"


@dataclass(frozen=True, slots=True)
class Signals:
    """Patterns made of data/wording/clarity.toml; what each does stands there."""

    version: str
    appeals: re.Pattern[str]
    statements: re.Pattern[str]
    frames: re.Pattern[str]
    openers: re.Pattern[str]
    bans: re.Pattern[str]
    cautions: re.Pattern[str]
    caution_signs: re.Pattern[str]
    caution_ends: re.Pattern[str]
    softeners: re.Pattern[str]
    soft_signs: re.Pattern[str]
    soft_ends: re.Pattern[str]
    orders: re.Pattern[str]
    order_signs: re.Pattern[str]
    deadlines: re.Pattern[str]
    end_states: re.Pattern[str]
    promotions: re.Pattern[str]
    objects: re.Pattern[str]
    nameless: re.Pattern[str]
    vague_units: frozenset[str]


@cache
def load_signals() -> Signals:
    """The signals that come with Duban."""
    table = tomllib.loads(files("duban").joinpath("data/wording/clarity.toml").read_text("utf-8"))
    words = {
        name: re.compile(_join_words(values))
        for name, values in table.items()
        if isinstance(values, list) and name not in {"openers", "caution_ends", "soft_ends", "vague_units"}
    }
    return Signals(
        **words,
        version=table["version"],
        openers=re.compile(rf"(?:{_ORDINAL}|{_join_words(table['openers'])}|[:“\"'\s])*"),
        soft_ends=re.compile(rf"(?:{_join_words(table['soft_ends'])})$"),
        caution_ends=re.compile(rf"(?:{_join_words(table['caution_ends'])})$"),
        statements=re.compile(table["statements"]),
        deadlines=re.compile(table["deadlines"]),
        vague_units=frozenset(table["vague_units"]),
    )


def _join_words(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
