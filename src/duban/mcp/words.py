"""The words of a question: those that say what it is about, and their synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from duban.indicators import load_vocabulary

_DATA_FOLDER = "data/synonyms"
_COUNT_QUESTION = re.compile(
    r"(?:多少|几|多)(?:个百分点|平方公里|公里|人次|[个座家条件项次套张户人万亿元列岁处所名场大高]+)?"
)
_YEAR_AND_MONTH = re.compile(r"(20\d\d)\s*年?(?:\s*(\d{1,2})\s*月份?)?")
_PUNCTUATION = re.compile(r"[^\w.%]+")
MAX_QUESTION_LENGTH = 200


def normalize(text: str) -> str:
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
        return frozenset(
            piece[offset : offset + 2] for piece in self.pieces for offset in range(max(1, len(piece) - 1))
        )


def parse_question(text: str, names: Iterable[str] = ()) -> Question:
    """Read a question; `names` are words to leave out as well, such as the city's."""
    remaining = normalize(text[:MAX_QUESTION_LENGTH])
    years, months = [], []
    for match in _YEAR_AND_MONTH.finditer(remaining):
        years.append(int(match[1]))
        if match[2] and 1 <= int(match[2]) <= 12:
            months.append(f"{match[1]}-{int(match[2]):02d}")
    remaining = _YEAR_AND_MONTH.sub(" ", remaining)
    for name in sorted({normalize(name) for name in names if name}, key=len, reverse=True):
        remaining = remaining.replace(name, " ")
    remaining = _compile_filler_words().sub(" ", _COUNT_QUESTION.sub(" ", remaining))
    pieces = [piece for piece in _PUNCTUATION.sub(" ", remaining).split() if len(piece) > 1]
    return Question(tuple(pieces), tuple(dict.fromkeys(years)), tuple(dict.fromkeys(months)))


@cache
def _compile_filler_words() -> re.Pattern[str]:
    words = sorted(_read_words("questions.txt"), key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in words))


def _read_words(file_name: str) -> list[str]:
    return [word for group in _read_groups(file_name) for word in group]


def _read_groups(file_name: str) -> list[tuple[str, ...]]:
    text = files("duban").joinpath(f"{_DATA_FOLDER}/{file_name}").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [tuple(normalize(word) for word in line.split()) for line in lines]


@cache
def list_common_groups() -> tuple[frozenset[str], ...]:
    """Words of one meaning: the list of synonyms, and the names of each known indicator."""
    name_groups = [frozenset(normalize(name) for name in indicator.names) for indicator in load_vocabulary().values()]
    return (
        *map(frozenset, _read_groups("synonyms.txt")),
        *(name_group for name_group in name_groups if len(name_group) > 1),
    )


def group_names(indicator_names: Iterable[tuple[str, str]]) -> tuple[frozenset[str], ...]:
    """Pairs of indicator and name → the names of each indicator that has several."""
    names_by_indicator: dict[str, set[str]] = {}
    for indicator, name in indicator_names:
        names_by_indicator.setdefault(indicator, set()).add(normalize(name))
    return tuple(frozenset(names) for names in names_by_indicator.values() if len(names) > 1)


def find_synonyms(pieces: Iterable[str], groups: Iterable[frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """Word in the pieces → other words that mean the same; no word that lies in a longer one."""
    text = " ".join(pieces)
    synonyms_by_word: dict[str, set[str]] = {}
    for group in groups:
        present_words = [word for word in group if len(word) > 1 and word in text]
        for word in present_words:
            synonyms_by_word.setdefault(word, set()).update(group - {word})
    longest = {
        word for word in synonyms_by_word if not any(word in longer_word != word for longer_word in synonyms_by_word)
    }
    return {word: frozenset(synonyms_by_word[word]) for word in longest}
