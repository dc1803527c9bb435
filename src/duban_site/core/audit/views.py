"""The log, for the auditor."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from duban_site.core.access.page import PageRequest
from duban_site.core.audit.chain import verify
from duban_site.core.audit.models import Event

A_PAGE = 100


def log(request: PageRequest) -> HttpResponse:
    """Every event, newest first, by action or person; `verify=1` walks the chain."""
    events = Event.objects.all()
    asked = request.GET.get("q", "").strip()
    if asked:
        events = events.filter(action__startswith=asked) | events.filter(actor__icontains=asked)
    shown = {
        "page": Paginator(events, A_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "verdict": verify() if request.GET.get("verify") else None,
        "section": "log",
    }
    return render(request, "audit/log.html", shown)
