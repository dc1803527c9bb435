"""Match headings regardless of line feeds, spaces, full-width characters and synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SPACES = re.compile(r"[\s\u200b\ufeff]+")


def normalise_heading(heading: str) -> str:
    """The normal form that all spellings of one heading share."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", heading)).casefold()


@dataclass(frozen=True, slots=True)
class HeadingMatch:
    """Column name → index; headings that match no column; columns that occur twice."""

    index_by_column: dict[str, int]
    unknown: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()


def match_headings(
    headings: Sequence[str], columns: Sequence[str], synonyms: Mapping[str, str] | None = None
) -> HeadingMatch:
    """Find `columns` in a line of headings. `synonyms`: other heading → column.

    A column's own heading goes before a synonym; a column that stands twice keeps its first place
    and is named in `duplicates`, because nobody can say which of the two is meant.
    """
    column_by_heading = {normalise_heading(column_name): column_name for column_name in columns}
    column_by_synonym = {normalise_heading(synonym): column_name for synonym, column_name in (synonyms or {}).items()}
    normalised_headings = [normalise_heading(heading) for heading in headings]
    index_by_column: dict[str, int] = {}
    unknown, duplicates = [], []
    direct_columns = {column_by_heading[heading] for heading in normalised_headings if heading in column_by_heading}
    for index, heading in enumerate(normalised_headings):
        column_name = column_by_heading.get(heading) or (
            column_by_synonym.get(heading) if column_by_synonym.get(heading) not in direct_columns else None
        )
        if column_name is None:
            unknown += [_SPACES.sub(" ", headings[index]).strip()] if heading else []
        elif column_name in index_by_column:
            duplicates.append(column_name)
        else:
            index_by_column[column_name] = index
    return HeadingMatch(index_by_column, tuple(unknown), tuple(duplicates))
