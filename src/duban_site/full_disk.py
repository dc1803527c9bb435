"""Handling a full disk: the service becomes read-only and reports the reason.

While less free space than the reserve remains, requests that may write are refused at once; where
a write fails all the same (a database on another disk), the response has the same message.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import server_error as plain_error

Handler = Callable[[HttpRequest], HttpResponse]
READING = ("GET", "HEAD", "OPTIONS")
STATUS = 503
WORDS = ("disk is full", "no space left on device", "disk full")
NEXT_TO_NOTHING = 1 << 18
"""Free bytes below which an unclear database error is attributed to the disk."""


def read_only_when_full(get_response: Handler) -> Handler:
    """Refuse requests that may write while less free space than the reserve remains."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in READING and room() < settings.DISK_RESERVE:
            return refusal(request)
        return get_response(request)

    return middleware


def room() -> int:
    """Free bytes on the disk of the data folder."""
    try:
        found = os.statvfs(settings.DATA)
    except FileNotFoundError:  # the first write creates the folder
        return sys.maxsize
    return found.f_bavail * found.f_frsize


def is_full(error: BaseException | None) -> bool:
    """Whether a write failed because the disk is full, as the system or the database reports."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if not isinstance(error, DatabaseError):
        return False
    said = str(error).lower()
    return any(words in said for words in WORDS) or room() < NEXT_TO_NOTHING


def refusal(request: HttpRequest) -> HttpResponse:
    """503 with the reason: a page, or JSON for programs."""
    message = _("服务器磁盘已满，没有写入任何内容。已有内容和公开页面仍可查看；请联系管理员。")
    if request.path_info.startswith("/api/"):
        told = {"detail": message, "errors": [], "code": "disk_full", "faults": []}
        options = {"ensure_ascii": False}
        return JsonResponse(told, status=STATUS, json_dumps_params=options)
    # Rendered without the request: the user may not be loaded yet, and is not needed.
    return HttpResponse(render_to_string("disk_full.html", {"error": message}), status=STATUS)


def server_error(request: HttpRequest) -> HttpResponse:
    """The handler for unhandled errors: 503 for a full disk, else Django's own 500."""
    return refusal(request) if is_full(sys.exc_info()[1]) else plain_error(request)
