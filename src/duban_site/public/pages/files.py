"""Evidence that the office marked public, and its file names on the site."""

from __future__ import annotations

from duban_site.core.files import suffix_of
from duban_site.public.edition import Edition
from duban_site.snapshots.content import File


def name_of(file: File) -> str:
    """The file's name on the site: the hash of its content, so that it names no person.

    The suffix follows from the content, not from the uploaded name: a plain web server derives the
    content type from it.
    """
    return file.sha256 + suffix_of(file.name, file.content_type)


def public_files(edition: Edition) -> dict[str, File]:
    """Name on the site → file, of everything that the edition shows."""
    rows = [line.row for line in edition.lines]
    rows += [row for row, _issue in edition.former.values()]
    return {name_of(file): file for row in rows for file in row.evidence}
