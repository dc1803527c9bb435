"""Helpers for views: redirecting with a message, sending files, parsing posted values."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from duban_site.core.errors import Refused
from duban_site.encryption.files import DamagedError, get_evidence_path, get_file_key_name, open_file
from duban_site.encryption.keys import KeyMissingError


def redirect_with_message(request: HttpRequest, message: str, to: str, *url_arguments: object) -> HttpResponse:
    """Show `message` and redirect to the URL named `to`, or to the address in the field `next`."""
    messages.success(request, message)
    next_address = request.POST.get("next", "")
    if next_address and url_has_allowed_host_and_scheme(next_address, {request.get_host()}):
        return HttpResponseRedirect(next_address)  # an address, never the name of a page
    return redirect(to, *url_arguments)


XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"


def make_attachment(content: bytes | str, content_type: str, file_name: str) -> HttpResponse:
    """A file download; the name must be ASCII."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def serve_stored_file(sha256: str, content_type: str, file_name: str) -> StreamingHttpResponse:
    """Download of an uploaded file, sandboxed in case a browser opens it all the same.

    Raises Refused where the file is missing or cannot be read.
    """
    try:
        path = get_evidence_path(sha256)
        if get_file_key_name(path):
            response = StreamingHttpResponse(open_file(sha256), content_type=content_type)
            response.headers["Content-Disposition"] = content_disposition_header(True, file_name)
        else:  # the server sends a plain file by itself, without occupying a thread
            file = path.open("rb")
            response = FileResponse(file, as_attachment=True, filename=file_name, content_type=content_type)
    except FileNotFoundError as error:
        raise Refused(_("文件不在存储里，请联系管理员。")) from error
    except (DamagedError, KeyMissingError) as error:
        raise Refused(str(error)) from error
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


MAX_KEY_DIGITS = 18
"""More digits than any key has, and few enough for a database's 64-bit integer."""


def parse_key(key_text: str) -> int | None:
    """Parse a primary key from an address or a form; None for an invalid one."""
    is_key = key_text.isascii() and key_text.isdigit() and len(key_text) <= MAX_KEY_DIGITS
    return int(key_text) if is_key else None


def parse_date(date_text: str) -> dt.date | None:
    """Parse a date as browsers post it; None for an empty text. Raises Refused."""
    if not date_text.strip():
        return None
    try:
        return dt.date.fromisoformat(date_text.strip())
    except ValueError as error:
        message = _("“%(text)s”不是日期。请写成 2025-12-31。")
        raise Refused(message % {"text": date_text}) from error
