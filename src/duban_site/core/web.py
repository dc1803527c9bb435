"""Helpers for views: redirecting with a message, sending files, parsing posted values."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from duban_site.core.errors import Refused
from duban_site.encryption.files import DamagedError, file_key, open_file, path_of
from duban_site.encryption.keys import KeyMissingError


def done(request: HttpRequest, message: str, to: str, *args: object) -> HttpResponse:
    """Show `message` and redirect to the URL named `to`, or to the address in the field `next`."""
    messages.success(request, message)
    following = request.POST.get("next", "")
    if following and url_has_allowed_host_and_scheme(following, {request.get_host()}):
        return HttpResponseRedirect(following)  # an address, never the name of a page
    return redirect(to, *args)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def attachment(data: bytes | str, kind: str, name: str) -> HttpResponse:
    """A file download; the name must be ASCII."""
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def kept_file(sha256: str, kind: str, name: str) -> StreamingHttpResponse:
    """Download of an uploaded file, sandboxed in case a browser opens it all the same.

    Raises Refused where the file is missing or cannot be read.
    """
    try:
        path = path_of(sha256)
        if file_key(path):
            response = StreamingHttpResponse(open_file(sha256), content_type=kind)
            response.headers["Content-Disposition"] = content_disposition_header(True, name)
        else:  # the server sends a plain file by itself, without occupying a thread
            file = path.open("rb")
            response = FileResponse(file, as_attachment=True, filename=name, content_type=kind)
    except FileNotFoundError as error:
        raise Refused(_("文件不在存储里，请联系管理员。")) from error
    except (DamagedError, KeyMissingError) as error:
        raise Refused(str(error)) from error
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


KEY_DIGITS = 18
"""More digits than any key has, and few enough for a database's 64-bit integer."""


def key_or_none(text: str) -> int | None:
    """Parse a primary key from an address or a form; None for an invalid one."""
    plain = text.isascii() and text.isdigit() and len(text) <= KEY_DIGITS
    return int(text) if plain else None


def date_or_none(text: str) -> dt.date | None:
    """Parse a date as browsers post it; None for an empty text. Raises Refused."""
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        message = _("“%(text)s”不是日期。请写成 2025-12-31。")
        raise Refused(message % {"text": text}) from error
