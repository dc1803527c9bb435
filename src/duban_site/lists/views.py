"""One page for every list."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.web import CSV, XLSX, attachment, done, key_or_none
from duban_site.lists import export
from duban_site.lists.actions.change_many import change_many, undo
from duban_site.lists.actions.save_view import delete_view, save_view
from duban_site.lists.listing import Listing
from duban_site.lists.models import BatchChange, SavedView
from duban_site.lists.queries.kinds import LISTINGS
from duban_site.lists.queries.shown import Asked, asked_of, plan_of, rows_of
from duban_site.plans.queries import plans_for

ROWS = 50


def lists(request: PageRequest) -> HttpResponse:
    """Redirect to the first list that the user may see."""
    first = next(one for one in LISTINGS.values() if policy.may(request.user, one.right))
    return redirect("list", first.key)


def listing(request: PageRequest, name: str) -> HttpResponse:
    """Show a list with the filters, order and columns of the query string."""
    of = _listing(name)
    asked = asked_of(of, request.user, request.GET)
    page = Paginator(rows_of(of, request.user, asked), ROWS).get_page(request.GET.get("page"))
    shown = {
        "listing": of,
        "listings": [one for one in LISTINGS.values() if policy.may(request.user, one.right)],
        "asked": asked,
        "headings": _headings(request, of, asked),
        "rows": [_row(of, asked, row) for row in page.object_list],
        "page": page,
        "filters": _filters(request, of, asked),
        "columns": [(one, one in asked.columns) for one in of.columns],
        "operations": _operations(request, of, asked),
        "plans": list(plans_for(request.user)) if of.by_plan else [],
        "views": SavedView.objects.filter(person=request.user, listing=of.key),
        "query": _query(request),
        "undo": _undoable(request, of),
        "section": "lists",
    }
    return render(request, "lists/list.html", shown)


def listing_file(request: PageRequest, name: str, suffix: str) -> HttpResponse:
    """Download all pages of the list as CSV or as a workbook."""
    of = _listing(name)
    asked = asked_of(of, request.user, request.GET)
    rows = rows_of(of, request.user, asked)
    file = f"{of.key}.{suffix}"
    if suffix == "csv":
        return attachment(export.as_csv(asked.columns, rows), CSV, file)
    return attachment(export.as_xlsx(of, asked.columns, rows), XLSX, file)


def change(request: PageRequest, name: str) -> HttpResponse:
    """Do something to the rows that were selected."""
    of = _listing(name)
    keys = [key for text in request.POST.getlist("row") if (key := key_or_none(text)) is not None]
    operation, _dash, value = request.POST.get("change", "").partition("=")
    plan = plan_of(request.user, request.POST.get("plan", "")) if of.by_plan else None
    made = change_many(request.user, of, operation, keys, value, plan)
    message = _("已改 %(count)s 行，可以撤销。") % {"count": len(made.rows)}
    return done(request, message, "list", of.key)


def undo_change(request: PageRequest, change: BatchChange) -> HttpResponse:
    """Undo a change of many rows."""
    count = undo(request.user, change)
    message = _("已撤销，%(count)s 行恢复原样。") % {"count": count}
    return done(request, message, "list", change.listing)


def view(request: PageRequest, name: str) -> HttpResponse:
    """Save the list's current query as a named view, or delete a view."""
    of = _listing(name)
    removed = key_or_none(request.POST.get("remove", ""))
    if removed is not None:
        delete_view(request.user, of, removed)
        return done(request, _("已删除视图。"), "list", of.key)
    made = save_view(request.user, of, request.POST.get("name", ""), request.POST.get("query", ""))
    return done(request, _("已存为视图“%s”。") % made.name, "list", of.key)


def _listing(name: str) -> Listing:
    if name not in LISTINGS:
        raise Http404(_("没有这个清单。"))
    return LISTINGS[name]


def _query(request: PageRequest, **changed: str) -> str:
    own = request.GET.copy()
    own.pop("page", None)
    for name, value in changed.items():
        own[name] = value
    return own.urlencode()


def _headings(request: PageRequest, of: Listing, asked: Asked) -> list[dict[str, Any]]:
    found = []
    for column in asked.columns:
        now = asked.sorted_by == column.key
        turned = f"-{column.key}" if now and not asked.sort.startswith("-") else column.key
        found.append(
            {
                "word": column.heading,
                "query": _query(request, sort=turned) if column.order else "",
                "sorted": ("descending" if asked.sort.startswith("-") else "ascending")
                if now
                else "",
            }
        )
    return found


def _row(of: Listing, asked: Asked, row: Any) -> dict[str, Any]:
    named = of.named or of.columns[0].key
    found = []
    for column in asked.columns:
        words = column.words(row) if column.words else column.cell(row)
        found.append(
            {
                "words": "" if words is None else words,
                "heading": column.heading,
                "link": of.address(row) if column.key == named else "",
                "status": getattr(row, "now_status", "") if column.status else "",
                "light": getattr(row, "now_light", "") if column.status else "",
                "number": column.words is not None,
            }
        )
    return {"key": row.pk, "cells": found, "name": found[0]["words"]}


def _filters(request: PageRequest, of: Listing, asked: Asked) -> list[dict[str, Any]]:
    return [
        {
            "key": one.key,
            "heading": one.heading,
            "choices": one.choices(request.user, asked.plan),
            "now": asked.chosen.get(one.key, ""),
        }
        for one in of.filters
    ]


def _operations(request: PageRequest, of: Listing, asked: Asked) -> list[dict[str, Any]]:
    return [
        {"key": one.key, "heading": one.heading, "choices": one.choices(request.user, asked.plan)}
        for one in of.operations
        if policy.may(request.user, one.right) and policy.may(request.user, "lists.change_many")
    ]


def _undoable(request: PageRequest, of: Listing) -> BatchChange | None:
    """The newest change that can still be undone."""
    own = BatchChange.objects.filter(person=request.user, listing=of.key).first()
    return own if own is not None and own.undone_at is None else None
