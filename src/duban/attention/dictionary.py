"""A dictionary: the terms that speak of a subject, and where they are taken from."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from duban.notices import NoticeError

DICTIONARY_SUFFIX = ".toml"


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
        strings = sorted({*self.terms, *self.excluded}, key=lambda term: (-len(term), term))
        return re.compile("|".join(map(re.escape, strings)))


def load_shipped_dictionaries() -> dict[str, Dictionary]:
    """The dictionaries that come with Duban (data/attention), by id."""
    folder = files("duban").joinpath("data/attention")
    dictionaries = (
        _parse_dictionary(entry.read_text("utf-8"), entry.name)
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(DICTIONARY_SUFFIX)
    )
    return {dictionary.id: dictionary for dictionary in dictionaries}


def load_dictionary(name: str) -> Dictionary:
    """Load a shipped dictionary by its id, or one from the path of a TOML file.

    Raises `NoticeError` where there is no such dictionary or its file is invalid.
    """
    shipped_dictionaries = load_shipped_dictionaries()
    if name in shipped_dictionaries:
        return shipped_dictionaries[name]
    path = Path(name)
    if path.suffix != DICTIONARY_SUFFIX or not path.is_file():
        raise NoticeError.make("dictionary_missing", name=name, choices=tuple(shipped_dictionaries))
    try:
        return _parse_dictionary(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise NoticeError.make("dictionary_unreadable", path=path, reason=error) from error


def _parse_dictionary(text: str, source_name: str) -> Dictionary:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NoticeError.make("dictionary_not_toml", path=source_name, reason=error) from error
    return Dictionary(
        id=_require_text(table, "id", source_name),
        name=_require_text(table, "name", source_name),
        source=_require_text(table, "source", source_name),
        version=_require_text(table, "version", source_name),
        terms=_read_terms(table, "terms", source_name, is_required=True),
        excluded=_read_terms(table, "excluded", source_name, is_required=False),
    )


def _require_text(table: dict[str, Any], field_name: str, source_name: str) -> str:
    value = table.get(field_name)
    if not isinstance(value, str) or not value.strip():
        raise NoticeError.make("dictionary_key_missing", path=source_name, key=field_name)
    return value.strip()


def _read_terms(table: dict[str, Any], field_name: str, source_name: str, *, is_required: bool) -> tuple[str, ...]:
    values = table.get(field_name, [])
    is_valid = isinstance(values, list) and all(isinstance(value, str) and value.strip() for value in values)
    if not is_valid or (is_required and not values):
        raise NoticeError.make("terms_expected", path=source_name, key=field_name)
    if len(set(values)) != len(values):
        repeated = sorted({value for value in values if values.count(value) > 1})
        raise NoticeError.make("terms_repeated", path=source_name, key=field_name, terms=tuple(repeated))
    return tuple(values)
