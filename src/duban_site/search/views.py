"""The page of search results."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from duban_site.core.access.page import PageRequest
from duban_site.core.clock import today
from duban_site.search.search_everything import find_everything


def show_search(request: PageRequest) -> HttpResponse:
    """What holds the words of `q`, by kind."""
    words = request.GET.get("q", "").strip()
    kinds = find_everything(request.user, words, today()) if words else []
    context = {"words": words, "kinds": kinds, "section": "search"}
    return render(request, "search/search.html", context)
