"""The core of a name: its synonyms made alike and the words that do not distinguish it removed.

新增城市停车位 and 新建停车泊位 have one core. Two cores are the same, or one is the other with a
qualifier before it: a narrower thing, or a wider one.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from duban.indicators import names

ALIKE = 0.85
"""Below this likeness (2·LCS / both lengths) two cores are different things."""
_QUALIFIER = 12
"""A longer difference is more than a qualifier."""

_LEVEL = re.compile(r"(?:国家|全国|省|市|县|区|自治区)级?(?:及?以上)?(?=[一-鿿])")
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十百千]")
_DENOMINATOR = re.compile(r"占[^占]{2,16}?(?=比重)")
_PART_OF = re.compile(r"(?<=..)占(?!比)[^占]{2,16}$")
_LISTED = re.compile(r"[、和与及]$")
_TINY = 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two cores are (0 to 1), and the words that one has before the other."""

    degree: float
    narrower: str = ""
    """What the result says more than the target."""
    wider: str = ""
    """What the target says more than the result."""


NONE = Likeness(0.0)


@dataclass(frozen=True, slots=True)
class _Words:
    same: tuple[tuple[re.Pattern[str], str], ...]
    dress: re.Pattern[str]
    generic: frozenset[str]


@cache
def _words() -> _Words:
    text = files("duban").joinpath("data/indicators/cores.toml").read_text("utf-8")
    rows = tomllib.loads(text)
    same = tuple((re.compile(pattern), word) for pattern, word in rows["same"])
    return _Words(same, re.compile("|".join(rows["dress"])), frozenset(rows["generic"]))


@lru_cache(maxsize=16384)
def core(name: str) -> str:
    """The core of a name; the simplified name itself where too little would remain."""
    short = re.sub(r"^市(?=区)|^区(?=[^域间块级内外属])|^级(?=重点)", "", names.plain(name))
    for pattern, same in _words().same:
        short = pattern.sub(same, short)
    bare = _words().dress.sub("", short)
    return bare if len(bare) >= _TINY else short


@cache
def _known() -> dict[str, str]:
    """Indicator ids by the cores of their names, where a core says one of them only."""
    ids: dict[str, set[str]] = {}
    for indicator in names.vocabulary().values():
        for name in indicator.names:
            ids.setdefault(core(name), set()).add(indicator.id)
    return {c: next(iter(found)) for c, found in ids.items() if len(found) == 1}


def empty(name: str) -> bool:
    """Whether a name alone does not say what is counted (项目, 企业, 中央财政)."""
    short = core(name)
    return short in _words().generic or len(short) < _TINY or names.nobody(names.plain(name))


@lru_cache(maxsize=65536)
def likeness(target: str, result: str) -> Likeness:
    """How alike the cores of two names are."""
    a, b = core(target), core(result)
    if ("比重" in a) and ("比重" in b) and ("占" in a) != ("占" in b):
        a, b = _DENOMINATOR.sub("", a), _DENOMINATOR.sub("", b)
    elif "占" not in a and "比重" not in b:
        b = _PART_OF.sub("", b)
    if empty(target) or empty(result):
        return Likeness(1.0) if a == b else NONE
    known = _known()
    if a == b or (a in known and known[a] == known.get(b)):
        return Likeness(1.0)
    if len(a) == len(b) >= 4 and Counter(a) == Counter(b):
        return Likeness(0.95)
    if set(_NUMBER.findall(a)) != set(_NUMBER.findall(b)):
        return NONE
    if len(b) > len(a) >= _TINY and b.endswith(a) and len(b) - len(a) <= _QUALIFIER:
        return Likeness(0.8, narrower=b[: -len(a)])
    if len(a) > len(b) >= _TINY and a.endswith(b) and not _LISTED.search(a[: -len(b)]):
        return Likeness(0.8, wider=a[: -len(b)])
    if a in known or b in known or min(len(a), len(b)) < 4:
        return NONE
    if names.scopes(a) != names.scopes(b) or set(_LEVEL.findall(a)) != set(_LEVEL.findall(b)):
        return NONE
    degree = names.letters(a, b)
    return Likeness(degree) if degree >= ALIKE else NONE
