"""Middleware of the service: security headers, language, and pages for refused actions."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from duban_site import full_disk
from duban_site.core.errors import Conflict, Refused
from duban_site.encryption.ciphers import DamagedError
from duban_site.encryption.keys import KeyMissingError

Handler = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)


def well_formed_middleware(get_response: Handler) -> Handler:
    """400 for U+0000 in an address or a form: nobody types it, and PostgreSQL cannot store it.

    The API handles it itself, in JSON.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            return get_response(request)
        query_string = request.META.get("QUERY_STRING", "")
        has_null_character = "\x00" in request.path_info or "%00" in query_string
        if not has_null_character and request.method == "POST":
            has_null_character = any(
                "\x00" in value for _field_name, values in request.POST.lists() for value in values
            )
        if has_null_character:
            message = _("请求里有不能处理的字符（U+0000）。")
            return render(request, "refused.html", _build_refusal_context(request, Refused(message)), status=400)
        return get_response(request)

    return middleware


def security_headers_middleware(get_response: Handler) -> Handler:
    """Set headers: no foreign content, no frames, and no caching of pages with figures."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def language_middleware(get_response: Handler) -> Handler:
    """Chinese, unless the visitor switched; the browser's language is ignored.

    Offices' computers often run an English browser, but their pages should be Chinese.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        cookie_language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        is_supported = cookie_language in dict(settings.LANGUAGES)
        language = cookie_language if is_supported else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response

    return middleware


class refusal_middleware:  # noqa: N801 (a middleware is named like its function siblings)
    """Turn a refused action into a page that explains the reason and what to do."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """409 for a conflicting change, 422 for a refused one, 503 for failures of storage."""
        if isinstance(error, Conflict):
            return render(request, "refused.html", _build_refusal_context(request, error), status=409)
        if isinstance(error, Refused):
            return render(request, "refused.html", _build_refusal_context(request, error), status=422)
        if isinstance(error, DamagedError | KeyMissingError):
            return render(request, "refused.html", _build_refusal_context(request, error), status=503)
        if full_disk.is_disk_full_error(error):
            return full_disk.render_disk_full(request)
        if isinstance(error, OperationalError) and "database is locked" in str(error).lower():
            message = _("现在写入的人多，没有写入任何内容。请过一会儿再试。")
            return render(request, "refused.html", _build_refusal_context(request, Refused(message)), status=503)
        return None


def _build_refusal_context(request: HttpRequest, error: Exception) -> dict[str, object]:
    """The template context: the error, and the page of this service that led here."""
    referring_page = request.headers.get("Referer", "")
    is_internal = url_has_allowed_host_and_scheme(referring_page, {request.get_host()})
    return {"error": error, "back": referring_page if is_internal else "/"}
