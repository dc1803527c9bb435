"""公文: an official document as GB/T 9704-2012 lays it out.

takes an `OfficialDocument`; gives DOCX, PDF, an XLSX annex and its canonical text; never decides
what a document says, never lays one out by the fonts of the machine alone.
"""

from duban.documents.official.docx import render_document_docx
from duban.documents.official.model import Annex, Block, Heading, OfficialDocument, Paragraph, Run, Table
from duban.documents.official.pdf import FontError, render_document_pdf
from duban.documents.official.text import hash_document, render_document_text
from duban.documents.official.xlsx import render_annex_xlsx

__all__ = [
    "Annex",
    "Block",
    "FontError",
    "Heading",
    "OfficialDocument",
    "Paragraph",
    "Run",
    "Table",
    "hash_document",
    "render_annex_xlsx",
    "render_document_docx",
    "render_document_pdf",
    "render_document_text",
]
