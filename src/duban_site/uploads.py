"""A size limit for uploaded files in any form, enforced while they arrive.

Django has no such setting. The form is parsed before its view is called, so the page for bad
requests (`bad_request`) reports what is too large.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.core.errors import Refused


class LimitedUploads(FileUploadHandler):
    """Counts the bytes of each file and of all files, whatever Content-Length says."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._file = self._all = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 (Django's name)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Check the Content-Length before anything is read. Raises RequestDataTooBig."""
        if content_length > settings.BODY_LIMIT:
            raise RequestDataTooBig

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start counting a new file."""
        self._file = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count the chunk and pass it on. Raises RequestDataTooBig."""
        self._file += len(raw_data)
        self._all += len(raw_data)
        if self._file > settings.UPLOAD_LIMIT or self._all > settings.BODY_LIMIT:
            raise RequestDataTooBig
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Nothing to do: the next handlers store the file."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The handler for bad requests: a page with 400, or 413 for what is too large."""
    if isinstance(exception, DisallowedHost):
        # Rendering a page would call get_host(), which is what failed.
        return HttpResponseBadRequest("Unknown host.", content_type="text/plain; charset=utf-8")
    limit = settings.UPLOAD_LIMIT // (1024 * 1024)
    if isinstance(exception, RequestDataTooBig):
        message = _("提交的内容太大：一个文件最多 %(limit)s MB。请压缩或拆分后再传。")
        error, status = Refused(message % {"limit": limit}), 413
    elif isinstance(exception, SuspiciousOperation):
        error, status = Refused(_("请求里有不能处理的内容。请返回重试。")), 400
    else:
        error, status = Refused(_("请求不完整。请返回重试。")), 400
    return render(request, "refused.html", {"error": error, "back": "/"}, status=status)
