"""Put the parts together: structure, then claims, then commitments."""

from __future__ import annotations

from duban.commitments import Report, Unread
from duban.reading.assigning import assign_roles
from duban.reading.builder import Builder
from duban.reading.candidates import Choice
from duban.reading.outline import outline
from duban.reading.with_tables import with_tables
from duban.tables import read_tables
from duban.text import Document, canonical


def read_document(
    document: Document, *, year: int | None = None, trace: list[Choice] | None = None
) -> Report:
    """Read a document as a government work report.

    `year` is the plan year, where the document does not state it. Every choice of a name is added
    to `trace`, where one is given. Never raises on odd prose.
    """
    canon = canonical(document.text)
    plan_year = year or document.year
    builder = Builder(document.text, canon, plan_year, document.doubts, trace)
    found = outline(document, canon, plan_year)
    builder.around(found.around)
    parts = builder.parts(assign_roles(canon, found.chapters, plan_year))
    tables = read_tables(document, plan_year)
    unread: list[Unread] = [*builder.unread, *(u for t in tables for u in t.unread)]
    return Report(
        text=document.text,
        title=document.title,
        jurisdiction=document.jurisdiction,
        date=document.date,
        year=plan_year,
        parts=with_tables(parts, tables),
        unread=tuple(sorted(unread, key=lambda u: u.start)),
    )
