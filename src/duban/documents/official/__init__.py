"""公文: an official document as GB/T 9704-2012 lays it out.

takes an `OfficialDocument`; gives DOCX, PDF, an XLSX annex and its canonical text; never decides
what a document says, never lays one out by the fonts of the machine alone.
"""

from duban.documents.official.docx import document_docx
from duban.documents.official.model import (
    Annex,
    Block,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
)
from duban.documents.official.pdf import FontError, document_pdf
from duban.documents.official.text import document_sha256, document_text
from duban.documents.official.xlsx import annex_xlsx

__all__ = [
    "Annex",
    "Block",
    "Document",
    "FontError",
    "Heading",
    "Paragraph",
    "Run",
    "Table",
    "annex_xlsx",
    "document_docx",
    "document_pdf",
    "document_sha256",
    "document_text",
]
