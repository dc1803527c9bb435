"""The page of comparison for the office and other readers, and its data."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from duban.comparison import Comparison
from duban.documents.comparison import render_comparison_csv, render_comparison_json, render_comparison_xlsx
from duban_site.comparison.page_content import ComparisonQuery, build_page, format_year_range, select_comparison
from duban_site.comparison.queries import compare_visible_plans
from duban_site.core.access.page import PageRequest
from duban_site.core.responses import CSV_TYPE, XLSX_TYPE, make_attachment


def show_page(request: PageRequest) -> HttpResponse:
    """Show targets by government: hardness, last year's result, and the level above."""
    comparison, links, omitted_count = compare_visible_plans(request.user)
    page_content = build_page(comparison, ComparisonQuery.from_query(request.GET.dict()), links)
    query = request.GET.urlencode()
    context = {"found": page_content, "years": format_year_range(comparison.years), "plans_left_out": omitted_count}
    context |= {"query": f"?{query}" if query else "", "forms": ["csv", "json", "xlsx"]}
    context |= {"section": "comparison"}
    return render(request, "comparison/page.html", context)


def download_csv(request: PageRequest) -> HttpResponse:
    """What the page shows, as CSV."""
    return _build_download(request, "csv", render_comparison_csv, CSV_TYPE)


def download_json(request: PageRequest) -> HttpResponse:
    """What the page shows, as JSON."""
    return _build_download(request, "json", render_comparison_json, "application/json")


def download_xlsx(request: PageRequest) -> HttpResponse:
    """What the page shows, as a workbook."""
    return _build_download(request, "xlsx", render_comparison_xlsx, XLSX_TYPE)


def _build_download(request: PageRequest, form: str, encode: Callable[[Comparison], bytes], kind: str) -> HttpResponse:
    comparison, _links, _omitted_count = compare_visible_plans(request.user)
    content = encode(select_comparison(comparison, ComparisonQuery.from_query(request.GET.dict())))
    return make_attachment(content, kind, f"duban-compare.{form}")
