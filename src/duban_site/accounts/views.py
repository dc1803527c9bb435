"""The language, and whether the service answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.i18n import set_language


def language(request: HttpRequest) -> HttpResponseBase:
    """Chinese or English."""
    return set_language(request)


def health(request: HttpRequest) -> JsonResponse:
    """Whether the service answers, for whoever watches it. Tells nothing else."""
    return JsonResponse({"status": "ok"})
