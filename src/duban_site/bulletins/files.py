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
from duban_site.core.notices import render_error
from duban_site.core.responses import XLSX_TYPE, make_attachment

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ListTables = Callable[[], Sequence[Table]]


def download(
    document: OfficialDocument,
    file_format: str,
    file_stem: str,
    list_extra_tables: ListTables = tuple,
) -> HttpResponse:
    """Return the document as a download. Raises Http404 for an unknown format.

    `list_extra_tables` gives tables for the workbook only, where they cost queries.
    """
    if file_format not in _EXPORTERS:
        raise Http404(_("没有这种文件。"))
    content_type, render = _EXPORTERS[file_format]
    return make_attachment(render(document, list_extra_tables), content_type, f"{file_stem}.{file_format}")


def _render_pdf(document: OfficialDocument, _list_tables: ListTables) -> bytes:
    try:
        return render_document_pdf(document)
    except FontError as error:
        raise Refused(render_error(error)) from error


_EXPORTERS: dict[str, tuple[str, Callable[[OfficialDocument, ListTables], bytes]]] = {
    "docx": (DOCX_TYPE, lambda document, _list_tables: render_document_docx(document)),
    "pdf": ("application/pdf", _render_pdf),
    "xlsx": (XLSX_TYPE, lambda document, list_tables: render_annex_xlsx(document, list_tables())),
}
