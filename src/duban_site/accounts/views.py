"""The language, and whether the service answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.i18n import set_language


def set_page_language(request: HttpRequest) -> HttpResponseBase:
    """Chinese or English."""
    return set_language(request)


def show_health(request: HttpRequest) -> JsonResponse:
    """Health check for monitoring: whether the service answers, and nothing more."""
    return JsonResponse({"status": "ok"})
