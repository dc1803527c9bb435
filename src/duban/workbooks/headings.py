"""Headings as they are meant: line feeds, spaces, full-width characters and synonyms apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SPACE = re.compile(r"[\s\u200b\ufeff]+")


def key(heading: str) -> str:
    """What two spellings of one heading have in common."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", heading)).casefold()


@dataclass(frozen=True, slots=True)
class Found:
    """Where the columns stand: column name → place; headings that are none of them; twice named."""

    places: dict[str, int]
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


def find(
    line: Sequence[str], columns: Sequence[str], synonyms: Mapping[str, str] | None = None
) -> Found:
    """Find `columns` in a line of headings. `synonyms`: other heading → column.

    A column's own heading goes before a synonym; a column that stands twice keeps its first place
    and is named in `twice`, because nobody can say which of the two is meant.
    """
    own = {key(name): name for name in columns}
    other = {key(word): name for word, name in (synonyms or {}).items()}
    texts = [key(text) for text in line]
    places: dict[str, int] = {}
    unknown, twice = [], []
    direct = {own[text] for text in texts if text in own}
    for at, text in enumerate(texts):
        name = own.get(text) or (other.get(text) if other.get(text) not in direct else None)
        if name is None:
            unknown += [_SPACE.sub(" ", line[at]).strip()] if text else []
        elif name in places:
            twice.append(name)
        else:
            places[name] = at
    return Found(places, tuple(unknown), tuple(twice))
