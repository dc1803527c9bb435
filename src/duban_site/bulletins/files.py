"""A document as a download."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from duban.documents.official import (
    Document,
    FontError,
    Table,
    annex_xlsx,
    document_docx,
    document_pdf,
)
from duban_site.core.errors import Refused
from duban_site.core.web import attachment

OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "docx": OFFICE + "wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": OFFICE + "spreadsheetml.sheet",
}


def download(
    document: Document, form: str, name: str, more: Callable[[], Sequence[Table]] = tuple
) -> HttpResponse:
    """Return the document as a download. Raises Http404 for an unknown format.

    `list_extra_tables` gives tables for the workbook only, where they cost queries.
    """
    if form == "docx":
        data = document_docx(document)
    elif form == "xlsx":
        data = annex_xlsx(document, more())
    elif form == "pdf":
        data = _pdf(document)
    else:
        raise Http404(_("没有这种文件。"))
    return attachment(data, TYPES[form], f"{name}.{form}")


def _pdf(document: Document) -> bytes:
    try:
        return document_pdf(document)
    except FontError as error:
        raise Refused(str(error)) from error
