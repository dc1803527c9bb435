"""Put the parts together: structure, then claims, then commitments."""

from __future__ import annotations

from dataclasses import replace

from duban.commitments import DocumentKind, PartRole, Report, Unread
from duban.reading.assign_roles import assign_roles
from duban.reading.candidates import Choice
from duban.reading.document_kinds import find_document_class, recognise_document
from duban.reading.merge_tables import merge_tables
from duban.reading.notices import find_notices
from duban.reading.ocr_claims import mark_ocr_claims
from duban.reading.outline import Chapter, build_outline
from duban.reading.part_builder import PartBuilder
from duban.tables import read_tables
from duban.text import Document, canonicalise


def read_document(
    document: Document, *, year: int | None = None, kind: DocumentKind | None = None, trace: list[Choice] | None = None
) -> Report:
    """Read a document as what it is: a work report, a bulletin, a budget report, ….

    `year` is the plan year, where the document does not state it; `kind` is what it is, where its
    user knows. Every choice of a name is added
    to `trace`, where one is given. Never raises on odd prose.
    """
    canonical_text = canonicalise(document.text)
    plan_year = year or document.year
    builder = PartBuilder(document.text, canonical_text, plan_year, trace)
    document_outline = build_outline(document, canonical_text, plan_year)
    builder.record_apparatus(document_outline.apparatus)
    kind_class = find_document_class(kind) if kind else recognise_document(document.title, canonical_text)
    chapters = assign_roles(canonical_text, document_outline.chapters, plan_year, kind_class.fixed_role)
    parts = builder.build_parts(chapters)
    tables = read_tables(document, plan_year)
    unread: list[Unread] = [*builder.unread, *(entry for table in tables for entry in table.unread)]
    report = Report(
        text=document.text,
        title=document.title,
        jurisdiction=document.jurisdiction,
        date=document.date,
        year=plan_year,
        parts=mark_ocr_claims(merge_tables(parts, tables), document),
        unread=tuple(sorted(unread, key=lambda entry: entry.start)),
        kind=kind_class.kind,
    )
    return replace(report, notices=find_notices(report, kind_class, list(_list_roles_by_words(chapters))))


def _list_roles_by_words(chapters: list[Chapter]) -> list[tuple[int, int, str, PartRole]]:
    """The parts with a role that no heading states, neither their own nor that above them."""
    return [
        (chapter.start, chapter.end, chapter.title, chapter.role)
        for chapter in chapters
        if chapter.role_from_words and chapter.role is not None and chapter.role is not PartRole.OTHER
    ]
