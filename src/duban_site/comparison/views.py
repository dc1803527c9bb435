"""The page of comparison for the office and other readers, and its data."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from duban.comparison import Comparison
from duban.documents.comparison import comparison_csv, comparison_json, comparison_xlsx
from duban_site.comparison.queries import compared
from duban_site.comparison.shown import Asked, chosen_of, shown, years_said
from duban_site.core.access.page import PageRequest
from duban_site.core.web import CSV, XLSX, attachment


def page(request: PageRequest) -> HttpResponse:
    """Show targets by government: hardness, last year's result, and the level above."""
    whole, links, left_out = compared(request.user)
    found = shown(whole, Asked.of(request.GET.dict()), links)
    query = request.GET.urlencode()
    told = {"found": found, "years": years_said(whole.years), "plans_left_out": left_out}
    told |= {"query": f"?{query}" if query else "", "forms": ["csv", "json", "xlsx"]}
    told |= {"section": "comparison"}
    return render(request, "comparison/page.html", told)


def csv(request: PageRequest) -> HttpResponse:
    """What the page shows, as CSV."""
    return _file(request, "csv", comparison_csv, CSV)


def json(request: PageRequest) -> HttpResponse:
    """What the page shows, as JSON."""
    return _file(request, "json", comparison_json, "application/json")


def xlsx(request: PageRequest) -> HttpResponse:
    """What the page shows, as a workbook."""
    return _file(request, "xlsx", comparison_xlsx, XLSX)


def _file(
    request: PageRequest, form: str, make: Callable[[Comparison], bytes], kind: str
) -> HttpResponse:
    whole, _links, _left_out = compared(request.user)
    content = make(chosen_of(whole, Asked.of(request.GET.dict())))
    return attachment(content, kind, f"duban-compare.{form}")
