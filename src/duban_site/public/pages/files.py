"""Evidence that the office marked public, and its file names on the site."""

from __future__ import annotations

from duban_site.core.evidence_store import choose_suffix
from duban_site.public.edition import Edition
from duban_site.snapshots.content import EvidenceFile


def make_public_file_name(file: EvidenceFile) -> str:
    """The file's name on the site: the hash of its content, so that it names no person.

    The suffix follows from the content, not from the uploaded name: a plain web server derives the
    content type from it.
    """
    return file.sha256 + choose_suffix(file.name, file.content_type)


def map_public_files(edition: Edition) -> dict[str, EvidenceFile]:
    """Name on the site → file, of everything that the edition shows."""
    rows = [line.row for line in edition.lines]
    rows += [row for row, _issue in edition.former_by_number.values()]
    return {make_public_file_name(file): file for row in rows for file in row.evidence}
