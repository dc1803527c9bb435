"""The words of a question: those that say what it is about, and their synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from duban.indicators import vocabulary

_DATA = "data/synonyms"
_COUNT = re.compile(
    r"(?:多少|几|多)(?:个百分点|平方公里|公里|人次|[个座家条件项次套张户人万亿元列岁处所名场大高]+)?"
)
_YEAR = re.compile(r"(20\d\d)\s*年?(?:\s*(\d{1,2})\s*月份?)?")
_SIGN = re.compile(r"[^\w.%]+")
LONGEST = 200


def plain(text: str) -> str:
    """The text as it is compared: compatible forms, small letters, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


@dataclass(frozen=True)
class Question:
    """What a question says: pieces of what it is about, and the years and months it names."""

    pieces: tuple[str, ...]
    years: tuple[int, ...] = ()
    months: tuple[str, ...] = ()

    @property
    def pairs(self) -> frozenset[str]:
        """Every two characters that stand together in a piece."""
        return frozenset(p[n : n + 2] for p in self.pieces for n in range(max(1, len(p) - 1)))


def question(text: str, names: Iterable[str] = ()) -> Question:
    """Read a question; `names` are words to leave out as well, such as the city's."""
    left = plain(text[:LONGEST])
    years, months = [], []
    for found in _YEAR.finditer(left):
        years.append(int(found[1]))
        if found[2] and 1 <= int(found[2]) <= 12:
            months.append(f"{found[1]}-{int(found[2]):02d}")
    left = _YEAR.sub(" ", left)
    for name in sorted({plain(name) for name in names if name}, key=len, reverse=True):
        left = left.replace(name, " ")
    left = _idle().sub(" ", _COUNT.sub(" ", left))
    pieces = [piece for piece in _SIGN.sub(" ", left).split() if len(piece) > 1]
    return Question(tuple(pieces), tuple(dict.fromkeys(years)), tuple(dict.fromkeys(months)))


@cache
def _idle() -> re.Pattern[str]:
    words = sorted(_lines("questions.txt"), key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in words))


def _lines(name: str) -> list[str]:
    return [word for group in _groups(name) for word in group]


def _groups(name: str) -> list[tuple[str, ...]]:
    text = files("duban").joinpath(f"{_DATA}/{name}").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [tuple(plain(word) for word in line.split()) for line in lines]


@cache
def common_groups() -> tuple[frozenset[str], ...]:
    """Words of one meaning: the list of synonyms, and the names of each known indicator."""
    named = [frozenset(plain(n) for n in one.names) for one in vocabulary().values()]
    return (*map(frozenset, _groups("synonyms.txt")), *(g for g in named if len(g) > 1))


def groups_of_names(named: Iterable[tuple[str, str]]) -> tuple[frozenset[str], ...]:
    """Pairs of indicator and name → the names of each indicator that has several."""
    found: dict[str, set[str]] = {}
    for thing, name in named:
        found.setdefault(thing, set()).add(plain(name))
    return tuple(frozenset(names) for names in found.values() if len(names) > 1)


def expand(pieces: Iterable[str], groups: Iterable[frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """Word in the pieces → other words that mean the same; no word that lies in a longer one."""
    whole = " ".join(pieces)
    found: dict[str, set[str]] = {}
    for group in groups:
        inside = [word for word in group if len(word) > 1 and word in whole]
        for word in inside:
            found.setdefault(word, set()).update(group - {word})
    longest = {word for word in found if not any(word in other != word for other in found)}
    return {word: frozenset(found[word]) for word in longest}
