"""Put the parts together: structure, then claims, then commitments."""

from __future__ import annotations

from dataclasses import replace

from duban.commitments import DocumentKind, PartRole, Report, Unread
from duban.reading.assigning import assign_roles
from duban.reading.builder import Builder
from duban.reading.candidates import Choice
from duban.reading.document_kinds import document_class, recognise
from duban.reading.noticing import notices
from duban.reading.outline import Chapter, outline
from duban.reading.recognised import mark_recognised
from duban.reading.with_tables import with_tables
from duban.tables import read_tables
from duban.text import Document, canonical


def read_document(
    document: Document,
    *,
    year: int | None = None,
    kind: DocumentKind | None = None,
    trace: list[Choice] | None = None,
) -> Report:
    """Read a document as what it is: a work report, a bulletin, a budget report, ….

    `year` is the plan year, where the document does not state it; `kind` is what it is, where its
    user knows. Every choice of a name is added
    to `trace`, where one is given. Never raises on odd prose.
    """
    canon = canonical(document.text)
    plan_year = year or document.year
    builder = Builder(document.text, canon, plan_year, trace)
    found = outline(document, canon, plan_year)
    builder.around(found.around)
    sort = document_class(kind) if kind else recognise(document.title, canon)
    chapters = assign_roles(canon, found.chapters, plan_year, sort.fixed_role)
    parts = builder.parts(chapters)
    tables = read_tables(document, plan_year)
    unread: list[Unread] = [*builder.unread, *(u for t in tables for u in t.unread)]
    report = Report(
        text=document.text,
        title=document.title,
        jurisdiction=document.jurisdiction,
        date=document.date,
        year=plan_year,
        parts=mark_recognised(with_tables(parts, tables), document),
        unread=tuple(sorted(unread, key=lambda u: u.start)),
        kind=sort.kind,
    )
    return replace(report, notices=notices(report, sort, list(_by_words(chapters))))


def _by_words(chapters: list[Chapter]) -> list[tuple[int, int, str, PartRole]]:
    """The parts with a role that no heading states, neither their own nor that above them."""
    return [
        (c.start, c.end, c.title, c.role)
        for c in chapters
        if c.told and c.role is not None and c.role is not PartRole.OTHER
    ]
