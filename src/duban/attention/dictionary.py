"""A dictionary: the terms that speak of a subject, and where they are taken from."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

SUFFIX = ".toml"


class DictionaryError(ValueError):
    """A dictionary that cannot be used: which, what is wrong, and what would be right."""


@dataclass(frozen=True)
class Dictionary:
    """Terms of one subject.

    A term is a string of characters; reports are not cut into words, so a term counts wherever its
    characters stand, the longest term first and no character twice. `excluded` are longer strings
    that contain a term but mean something else; no dictionary counts them.
    """

    id: str
    name: str
    source: str
    version: str
    terms: tuple[str, ...]
    excluded: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Every term and excluded string, the longest first."""
        known = sorted({*self.terms, *self.excluded}, key=lambda term: (-len(term), term))
        return re.compile("|".join(map(re.escape, known)))


def shipped() -> dict[str, Dictionary]:
    """The dictionaries that come with Duban (data/attention), by id."""
    folder = files("duban").joinpath("data/attention")
    found = (
        _made(entry.read_text("utf-8"), entry.name)
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(SUFFIX)
    )
    return {dictionary.id: dictionary for dictionary in found}


def take_dictionary(name: str) -> Dictionary:
    """Load a shipped dictionary by its id, or one from the path of a TOML file.

    Raises `DictionaryError` where there is no such dictionary or its file is invalid.
    """
    known = shipped()
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix != SUFFIX or not path.is_file():
        raise DictionaryError(
            f"没有 {name} 这部词典：应是 {'、'.join(known)} 之一，或一个 .toml 文件"
        )
    try:
        return _made(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise DictionaryError(f"{path} 读不了：{error}") from error


def _made(text: str, where: str) -> Dictionary:
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DictionaryError(f"{where} 不是 TOML：{error}") from error
    return Dictionary(
        id=_text(said, "id", where),
        name=_text(said, "name", where),
        source=_text(said, "source", where),
        version=_text(said, "version", where),
        terms=_terms(said, "terms", where, needed=True),
        excluded=_terms(said, "excluded", where, needed=False),
    )


def _text(said: dict[str, Any], key: str, where: str) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DictionaryError(f"{where} 里没有 {key}（一行文字）")
    return value.strip()


def _terms(said: dict[str, Any], key: str, where: str, *, needed: bool) -> tuple[str, ...]:
    values = said.get(key, [])
    right = isinstance(values, list) and all(isinstance(v, str) and v.strip() for v in values)
    if not right or (needed and not values):
        raise DictionaryError(f'{where} 的 {key} 应是词的列表：{key} = ["生态", "减排"]')
    if len(set(values)) != len(values):
        twice = sorted({v for v in values if values.count(v) > 1})
        raise DictionaryError(f"{where} 的 {key} 里有重复的词：{'、'.join(twice)}")
    return tuple(values)
