"""One page for every list."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.responses import parse_key, redirect_with_message
from duban_site.core.tables import download_table
from duban_site.lists.actions.change_many import change_many, undo
from duban_site.lists.actions.save_view import delete_view, save_view
from duban_site.lists.declaration import Listing
from duban_site.lists.models import BatchChange, SavedView
from duban_site.lists.queries.list_query import ListQuery, parse_query, select_plan, select_rows
from duban_site.lists.queries.registry import LISTINGS
from duban_site.plans.queries import list_plans

PAGE_SIZE = 50


def open_first_list(request: PageRequest) -> HttpResponse:
    """Redirect to the first list that the user may see."""
    first = next(entry for entry in LISTINGS.values() if policy.may(request.user, entry.right))
    return redirect("list", first.key)


def show_list(request: PageRequest, name: str) -> HttpResponse:
    """Show a list with the filters, order and columns of the query string."""
    listing = _find_listing(name)
    list_query = parse_query(listing, request.user, request.GET)
    page = Paginator(select_rows(listing, request.user, list_query), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "listing": listing,
        "listings": [item for item in LISTINGS.values() if policy.may(request.user, item.right)],
        "asked": list_query,
        "headings": _build_headings(request, listing, list_query),
        "rows": [_build_row(listing, list_query, row) for row in page.object_list],
        "page": page,
        "filters": _build_filters(request, listing, list_query),
        "columns": [(item, item in list_query.columns) for item in listing.columns],
        "operations": _build_operations(request, listing, list_query),
        "plans": list(list_plans(request.user)) if listing.by_plan else [],
        "views": SavedView.objects.filter(person=request.user, listing=listing.key),
        "query": _build_query(request),
        "undo": _find_undoable_change(request, listing),
        "section": "lists",
    }
    return render(request, "lists/list.html", context)


def download_list(request: PageRequest, name: str, suffix: str) -> HttpResponse:
    """Download all pages of the list as CSV or as a workbook."""
    listing = _find_listing(name)
    list_query = parse_query(listing, request.user, request.GET)
    rows = select_rows(listing, request.user, list_query)
    return download_table(suffix, listing.key, str(listing.heading), list_query.columns, rows)


def change_rows(request: PageRequest, name: str) -> HttpResponse:
    """Do something to the rows that were selected."""
    listing = _find_listing(name)
    row_ids = [row_id for posted_id in request.POST.getlist("row") if (row_id := parse_key(posted_id)) is not None]
    operation, _dash, value = request.POST.get("change", "").partition("=")
    plan = select_plan(request.user, request.POST.get("plan", "")) if listing.by_plan else None
    batch_change = change_many(request.user, listing, operation, row_ids, value, plan)
    message = _("已改 %(count)s 行，可以撤销。") % {"count": len(batch_change.rows)}
    return redirect_with_message(request, message, "list", listing.key)


def undo_change(request: PageRequest, change: BatchChange) -> HttpResponse:
    """Undo a change of many rows."""
    count = undo(request.user, change)
    message = _("已撤销，%(count)s 行恢复原样。") % {"count": count}
    return redirect_with_message(request, message, "list", change.listing)


def save_or_delete_view(request: PageRequest, name: str) -> HttpResponse:
    """Save the list's current query as a named view, or delete a view."""
    listing = _find_listing(name)
    removed_id = parse_key(request.POST.get("remove", ""))
    if removed_id is not None:
        delete_view(request.user, listing, removed_id)
        return redirect_with_message(request, _("已删除视图。"), "list", listing.key)
    saved_view = save_view(request.user, listing, request.POST.get("name", ""), request.POST.get("query", ""))
    return redirect_with_message(request, _("已存为视图“%s”。") % saved_view.name, "list", listing.key)


def _find_listing(name: str) -> Listing:
    if name not in LISTINGS:
        raise Http404(_("没有这个清单。"))
    return LISTINGS[name]


def _build_query(request: PageRequest, **replacements: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in replacements.items():
        query[name] = value
    return query.urlencode()


def _build_headings(request: PageRequest, listing: Listing, list_query: ListQuery) -> list[dict[str, Any]]:
    headings = []
    for column in list_query.columns:
        is_sorted = list_query.sorted_by == column.key
        next_sort = f"-{column.key}" if is_sorted and not list_query.sort.startswith("-") else column.key
        headings.append(
            {
                "word": column.heading,
                "query": _build_query(request, sort=next_sort) if column.order else "",
                "sorted": ("descending" if list_query.sort.startswith("-") else "ascending") if is_sorted else "",
            }
        )
    return headings


def _build_row(listing: Listing, list_query: ListQuery, row: Any) -> dict[str, Any]:
    link_key = listing.link_column or listing.columns[0].key
    cells = []
    for column in list_query.columns:
        cell_text = column.words(row) if column.words else column.cell(row)
        cells.append(
            {
                "words": "" if cell_text is None else cell_text,
                "heading": column.heading,
                "link": listing.address(row) if column.key == link_key else "",
                "status": getattr(row, "now_status", "") if column.status else "",
                "light": getattr(row, "now_light", "") if column.status else "",
                "number": column.words is not None,
            }
        )
    return {"key": row.pk, "cells": cells, "name": cells[0]["words"]}


def _build_filters(request: PageRequest, listing: Listing, list_query: ListQuery) -> list[dict[str, Any]]:
    return [
        {
            "key": list_filter.key,
            "heading": list_filter.heading,
            "choices": list_filter.choices(request.user, list_query.plan),
            "now": list_query.filter_values.get(list_filter.key, ""),
        }
        for list_filter in listing.filters
    ]


def _build_operations(request: PageRequest, listing: Listing, list_query: ListQuery) -> list[dict[str, Any]]:
    return [
        {
            "key": operation.key,
            "heading": operation.heading,
            "choices": operation.choices(request.user, list_query.plan),
        }
        for operation in listing.operations
        if policy.may(request.user, operation.right) and policy.may(request.user, "lists.change_many")
    ]


def _find_undoable_change(request: PageRequest, listing: Listing) -> BatchChange | None:
    """The newest change that can still be undone."""
    latest_change = BatchChange.objects.filter(person=request.user, listing=listing.key).first()
    return latest_change if latest_change is not None and latest_change.undone_at is None else None
