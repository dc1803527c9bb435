"""Put the parts together: structure, then claims, then commitments."""

from __future__ import annotations

from duban.commitments import Report
from duban.text import Document


def read_document(document: Document, *, year: int | None = None) -> Report:
    """Read a document as a government work report."""
    return Report(
        text=document.text,
        title=document.title,
        jurisdiction=document.jurisdiction,
        date=document.date,
        year=year or document.year,
    )
