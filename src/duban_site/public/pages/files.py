"""Evidence that the office marked public: where it lies on the site."""

from __future__ import annotations

import re

from duban_site.public.edition import Edition
from duban_site.snapshots.content import File

SUFFIX = re.compile(r"\.[a-z0-9]{1,5}$")


def name_of(file: File) -> str:
    """Its name on the site: the hash of its content, so that no name of a person is in it."""
    suffix = SUFFIX.search(file.name.lower())
    return file.sha256 + (suffix.group() if suffix else "")


def public_files(edition: Edition) -> dict[str, File]:
    """Name on the site → file, of everything that the edition shows."""
    rows = [line.row for line in edition.lines]
    rows += [row for row, _issue in edition.former.values()]
    return {name_of(file): file for row in rows for file in row.evidence}
