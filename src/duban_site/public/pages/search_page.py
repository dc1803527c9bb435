"""The list of all commitments, to search and to filter."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from duban_site.plans.models.commitment import TYPES
from duban_site.public.edition import Edition
from duban_site.public.edition.lines import CommitmentLine
from duban_site.public.edition.search import SearchQuery, find_lines
from duban_site.public.pages.page import Page, build_plan_path

PAGE_SIZE = 50


def build_search_page(edition: Edition, search_query: SearchQuery, parameters: QueryDict) -> Page:
    """The matching commitments, a page at a time; `parameters` are those of the request."""
    lines = find_lines(edition, search_query)
    context_data = {**_build_filter_choices(edition), "asked": search_query, "count": len(lines)}
    context_data["parameters"] = parameters
    context_data["page"] = Paginator(lines, PAGE_SIZE).get_page(parameters.get("page"))
    return Page(build_plan_path(edition, "commitments/"), "public/commitments.html", context_data, edition)


def build_full_list_page(edition: Edition) -> Page:
    """All commitments by part, for a static site, which cannot filter."""
    context_data = {**_build_filter_choices(edition), "asked": SearchQuery(), "count": len(edition.lines)}
    context_data["by_part"] = [(part, edition.list_part_lines(part.order)) for part in edition.parts]
    return Page(build_plan_path(edition, "commitments/"), "public/commitments.html", context_data, edition)


def _build_filter_choices(edition: Edition) -> dict[str, Any]:
    bodies = [(body_id, edition.find_body_name(body_id)) for body_id in edition.body_ids]
    return {"types": TYPES, "bodies": bodies}


def build_search_index(edition: Edition) -> list[list[object]]:
    """The index that a static page searches: number, text, words, status, type, part, bodies."""
    return [_build_index_entry(line) for line in edition.lines]


def _build_index_entry(line: CommitmentLine) -> list[object]:
    row = line.row
    body_ids = [body.id for body in (*row.lead, *row.cooperating)]
    return [row.number, row.text, line.words, row.status, row.type, row.part.order, body_ids]
