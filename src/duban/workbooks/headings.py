"""Match headings regardless of line feeds, spaces, full-width characters and synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SPACE = re.compile(r"[\s\u200b\ufeff]+")


def key(heading: str) -> str:
    """The normal form that all spellings of one heading share."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", heading)).casefold()


@dataclass(frozen=True, slots=True)
class Found:
    """Column name → index; headings that match no column; columns that occur twice."""

    places: dict[str, int]
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


def find(
    line: Sequence[str], columns: Sequence[str], synonyms: Mapping[str, str] | None = None
) -> Found:
    """Find `columns` in a line of headings. `synonyms`: other heading → column.

    A column's own heading goes before a synonym; a column that stands twice keeps its first place
    and is named in `duplicates`, because nobody can say which of the two is meant.
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
