"""A document as a download."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from duban.documents.official import (
    FontError,
    OfficialDocument,
    Table,
    render_annex_xlsx,
    render_document_docx,
    render_document_pdf,
)
from duban_site.core.errors import Refused
from duban_site.core.responses import make_attachment

OFFICE_TYPE_PREFIX = "application/vnd.openxmlformats-officedocument."
CONTENT_TYPES = {
    "docx": OFFICE_TYPE_PREFIX + "wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": OFFICE_TYPE_PREFIX + "spreadsheetml.sheet",
}


def download(
    document: OfficialDocument,
    file_format: str,
    file_stem: str,
    list_extra_tables: Callable[[], Sequence[Table]] = tuple,
) -> HttpResponse:
    """Return the document as a download. Raises Http404 for an unknown format.

    `list_extra_tables` gives tables for the workbook only, where they cost queries.
    """
    if file_format == "docx":
        content = render_document_docx(document)
    elif file_format == "xlsx":
        content = render_annex_xlsx(document, list_extra_tables())
    elif file_format == "pdf":
        content = _render_pdf(document)
    else:
        raise Http404(_("没有这种文件。"))
    return make_attachment(content, CONTENT_TYPES[file_format], f"{file_stem}.{file_format}")


def _render_pdf(document: OfficialDocument) -> bytes:
    try:
        return render_document_pdf(document)
    except FontError as error:
        raise Refused(str(error)) from error
