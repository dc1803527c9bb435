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
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
DISK_FULL_STATUS = 503
DISK_FULL_MESSAGES = ("disk is full", "no space left on device", "disk full")
NEARLY_FULL_BYTES = 1 << 18
"""Free bytes below which an unclear database error is attributed to the disk."""


def full_disk_middleware(get_response: Handler) -> Handler:
    """Refuse requests that may write while less free space than the reserve remains."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS and measure_free_space() < settings.DISK_RESERVE:
            return render_disk_full(request)
        return get_response(request)

    return middleware


def measure_free_space() -> int:
    """Free bytes on the disk of the data folder."""
    try:
        file_system = os.statvfs(settings.DATA)
    except FileNotFoundError:  # the first write creates the folder
        return sys.maxsize
    return file_system.f_bavail * file_system.f_frsize


def is_disk_full_error(error: BaseException | None) -> bool:
    """Whether a write failed because the disk is full, as the system or the database reports."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if not isinstance(error, DatabaseError):
        return False
    error_text = str(error).lower()
    return any(message in error_text for message in DISK_FULL_MESSAGES) or measure_free_space() < NEARLY_FULL_BYTES


def render_disk_full(request: HttpRequest) -> HttpResponse:
    """503 with the reason: a page, or JSON for programs."""
    message = _("服务器磁盘已满，没有写入任何内容。已有内容和公开页面仍可查看；请联系管理员。")
    if request.path_info.startswith("/api/"):
        payload = {"detail": message, "errors": [], "code": "disk_full", "faults": []}
        json_options = {"ensure_ascii": False}
        return JsonResponse(payload, status=DISK_FULL_STATUS, json_dumps_params=json_options)
    # Rendered without the request: the user may not be loaded yet, and is not needed.
    return HttpResponse(render_to_string("disk_full.html", {"error": message}), status=DISK_FULL_STATUS)


def server_error(request: HttpRequest) -> HttpResponse:
    """The handler for unhandled errors: 503 for a full disk, else Django's own 500."""
    return render_disk_full(request) if is_disk_full_error(sys.exc_info()[1]) else plain_error(request)
