"""The list of all commitments, to search and to filter."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator

from duban_site.plans.models.commitment import TYPES
from duban_site.public.edition import Edition
from duban_site.public.edition.lines import Line
from duban_site.public.edition.search import Asked, found
from duban_site.public.pages.page import Page, place

ROWS = 50


def listing(edition: Edition, asked: Asked, page: str | None, query: str) -> Page:
    """The matching commitments, a page at a time; `query_string` is for links to other pages."""
    lines = found(edition, asked)
    shown = {**_choices(edition), "asked": asked, "query": query, "count": len(lines)}
    shown["page"] = Paginator(lines, ROWS).get_page(page)
    return Page(place(edition, "commitments/"), "public/commitments.html", shown, edition)


def whole(edition: Edition) -> Page:
    """All commitments by part, for a static site, which cannot filter."""
    shown = {**_choices(edition), "asked": Asked(), "count": len(edition.lines)}
    shown["by_part"] = [(part, edition.of_part(part.order)) for part in edition.parts]
    return Page(place(edition, "commitments/"), "public/commitments.html", shown, edition)


def _choices(edition: Edition) -> dict[str, Any]:
    bodies = [(key, edition.unit_name(key)) for key in edition.body_keys]
    return {"types": TYPES, "bodies": bodies}


def index(edition: Edition) -> list[list[object]]:
    """The index that a static page searches: number, text, words, status, type, part, bodies."""
    return [_entry(line) for line in edition.lines]


def _entry(line: Line) -> list[object]:
    row = line.row
    bodies = [body.id for body in (*row.lead, *row.cooperating)]
    return [row.number, row.text, line.words, row.status, row.type, row.part.order, bodies]
