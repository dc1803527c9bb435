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

from duban.indicators import match_names

MIN_LIKENESS = 0.85
"""Below this likeness (2·LCS / both lengths) two cores are different things."""
_MAX_QUALIFIER_LENGTH = 12
"""A longer difference is more than a qualifier."""

_LEVEL_PATTERN = re.compile(r"(?:国家|全国|省|市|县|区|自治区)级?(?:及?以上)?(?=[一-鿿])")
_NUMBER_PATTERN = re.compile(r"\d+|[一二三四五六七八九十百千]")
_DENOMINATOR_PATTERN = re.compile(r"占[^占]{2,16}?(?=比重)")
_SHARE_OF_PATTERN = re.compile(r"(?<=..)占(?!比)[^占]{2,16}$")
_CONJUNCTION_ENDING = re.compile(r"[、和与及]$")
_MIN_CORE_LENGTH = 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two cores are (0 to 1), and the words that one has before the other."""

    degree: float
    narrower: str = ""
    """What the result says more than the target."""
    wider: str = ""
    """What the target says more than the result."""


NO_LIKENESS = Likeness(0.0)


@dataclass(frozen=True, slots=True)
class _CoreVocabulary:
    synonyms: tuple[tuple[re.Pattern[str], str], ...]
    filler_pattern: re.Pattern[str]
    generic_cores: frozenset[str]


@cache
def _load_vocabulary() -> _CoreVocabulary:
    text = files("duban").joinpath("data/indicators/cores.toml").read_text("utf-8")
    table = tomllib.loads(text)
    synonyms = tuple((re.compile(pattern), word) for pattern, word in table["same"])
    return _CoreVocabulary(synonyms, re.compile("|".join(table["dress"])), frozenset(table["generic"]))


@lru_cache(maxsize=16384)
def find_core(name: str) -> str:
    """The core of a name; the simplified name itself where too little would remain."""
    simplified = re.sub(r"^市(?=区)|^区(?=[^域间块级内外属])|^级(?=重点)", "", match_names.simplify_name(name))
    for pattern, replacement in _load_vocabulary().synonyms:
        simplified = pattern.sub(replacement, simplified)
    core_name = _load_vocabulary().filler_pattern.sub("", simplified)
    return core_name if len(core_name) >= _MIN_CORE_LENGTH else simplified


@cache
def _map_cores_to_ids() -> dict[str, str]:
    """Indicator ids by the cores of their names, where a core says one of them only."""
    ids_by_core: dict[str, set[str]] = {}
    for indicator in match_names.load_vocabulary().values():
        for name in indicator.names:
            ids_by_core.setdefault(find_core(name), set()).add(indicator.id)
    return {
        core_name: next(iter(indicator_ids))
        for core_name, indicator_ids in ids_by_core.items()
        if len(indicator_ids) == 1
    }


def is_unspecific(name: str) -> bool:
    """Whether a name alone does not say what is counted (项目, 企业, 中央财政)."""
    core_name = find_core(name)
    return (
        core_name in _load_vocabulary().generic_cores
        or len(core_name) < _MIN_CORE_LENGTH
        or match_names.names_only_payer(match_names.simplify_name(name))
    )


@lru_cache(maxsize=65536)
def measure_likeness(target: str, result: str) -> Likeness:
    """How alike the cores of two names are."""
    target_core, result_core = find_core(target), find_core(result)
    if ("比重" in target_core) and ("比重" in result_core) and ("占" in target_core) != ("占" in result_core):
        target_core = _DENOMINATOR_PATTERN.sub("", target_core)
        result_core = _DENOMINATOR_PATTERN.sub("", result_core)
    elif "占" not in target_core and "比重" not in result_core:
        result_core = _SHARE_OF_PATTERN.sub("", result_core)
    if is_unspecific(target) or is_unspecific(result):
        return Likeness(1.0) if target_core == result_core else NO_LIKENESS
    id_by_core = _map_cores_to_ids()
    if target_core == result_core or (
        target_core in id_by_core and id_by_core[target_core] == id_by_core.get(result_core)
    ):
        return Likeness(1.0)
    if len(target_core) == len(result_core) >= 4 and Counter(target_core) == Counter(result_core):
        return Likeness(0.95)
    if set(_NUMBER_PATTERN.findall(target_core)) != set(_NUMBER_PATTERN.findall(result_core)):
        return NO_LIKENESS
    if (
        len(result_core) > len(target_core) >= _MIN_CORE_LENGTH
        and result_core.endswith(target_core)
        and len(result_core) - len(target_core) <= _MAX_QUALIFIER_LENGTH
    ):
        return Likeness(0.8, narrower=result_core[: -len(target_core)])
    if (
        len(target_core) > len(result_core) >= _MIN_CORE_LENGTH
        and target_core.endswith(result_core)
        and not _CONJUNCTION_ENDING.search(target_core[: -len(result_core)])
    ):
        return Likeness(0.8, wider=target_core[: -len(result_core)])
    if target_core in id_by_core or result_core in id_by_core or min(len(target_core), len(result_core)) < 4:
        return NO_LIKENESS
    if match_names.find_scope_words(target_core) != match_names.find_scope_words(result_core) or set(
        _LEVEL_PATTERN.findall(target_core)
    ) != set(_LEVEL_PATTERN.findall(result_core)):
        return NO_LIKENESS
    degree = match_names.letter_likeness(target_core, result_core)
    return Likeness(degree) if degree >= MIN_LIKENESS else NO_LIKENESS
