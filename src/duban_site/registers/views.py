"""Pages: the list of registers, and a register's list, board, map and measures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from duban.registers import Measure
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.clock import today
from duban_site.core.responses import parse_date
from duban_site.people.models import Body
from duban_site.plans.models import Plan
from duban_site.plans.models.plan import Status
from duban_site.registers import queries
from duban_site.registers.duties import resolve_rights
from duban_site.registers.models import Reading, Register
from duban_site.registers.page_parts import Bodies, filter_form, offered_pages, tabs
from duban_site.registers.point_drawing import draw_points
from duban_site.registers.queries.bindings import list_targets
from duban_site.registers.queries.compute_measures import MeasureQuery
from duban_site.registers.queries.measures import load_reading_page, name_records
from duban_site.registers.queries.places import load_places


def show_registers(request: PageRequest) -> HttpResponse:
    """The registers in use."""
    may_see_bindings = policy.may(request.user, "registers.see_bindings")
    context = {
        "rows": queries.list_visible_registers(request.user, today()),
        "plans": Plan.objects.filter(status=Status.ACTIVE) if may_see_bindings else (),
        "section": "registers",
    }
    return render(request, "registers/registers.html", context)


def show_register(request: PageRequest, register: Register) -> HttpResponse:
    """A register's records, filtered and searched."""
    declaration, current_date = register.declaration, today()
    filters = queries.Filters.from_query(declaration, request.GET)
    start = request.GET.get("start", "")
    list_query = request.GET.copy()
    list_query.pop("start", None)
    context = {
        "page": queries.load_list_page(request.user, register, filters, current_date, start),
        "filters": filters,
        "filter_form": filter_form(register, filters, _list_body_options() if declaration.lead else ()),
        "query": list_query.urlencode(),
        "first_page": "start" not in request.GET,
    }
    return render_register_page(request, "list", register, context)


def _list_body_options() -> Bodies:
    return tuple(Body.objects.filter(active=True).values_list("pk", "name"))


def show_board(request: PageRequest, register: Register) -> HttpResponse:
    """The records by stage."""
    records = queries.list_visible_records(request.user, register)
    context = {"columns": queries.load_board(register.declaration, records)}
    return render_register_page(request, "board", register, context)


def show_map(request: PageRequest, register: Register) -> HttpResponse:
    """The records with coordinates as drawings, and counts by region."""
    place_counts = load_places(queries.list_visible_records(request.user, register), today())
    context = {"places": place_counts, "drawings": [draw_points(cloud) for cloud in place_counts.clouds]}
    return render_register_page(request, "map", register, context)


def show_measures(request: PageRequest, register: Register) -> HttpResponse:
    """Every measure as of a day, by group."""
    as_of = requested_date(request)
    lines, large = queries.list_measure_lines(register, as_of)
    all_groups = request.GET.get("groups") == "all"
    context = {
        "day": as_of,
        "large": large,
        "lines": [(line, line.all_groups if all_groups else line.largest_groups) for line in lines],
        "days": queries.list_reading_days(register) if large else (),
        "bindings": list_targets(register),
    }
    return render_register_page(request, "measures", register, context)


def show_measure_records(request: PageRequest, register: Register, measure: str) -> HttpResponse:
    """The records that a measure counts."""
    as_of, measure_declaration = requested_date(request), _measure_or_404(register, measure)
    group_field, group = request.GET.get("by", ""), request.GET.get("group", "")
    query = MeasureQuery(
        measure,
        group_field if group_field in measure_declaration.by else "",
        group if group_field in measure_declaration.by else "",
    )
    page = _page_number(request)
    page_of_records = queries.load_record_page(register, query, as_of, page)
    records = queries.list_visible_records(request.user, register)
    context = {
        "measure": measure_declaration,
        "day": as_of,
        "asked": query,
        "found": page_of_records,
        "rows": name_records(records, page_of_records.ids) if page_of_records is not None else (),
        "next_page": page + 1 if page_of_records is not None and page < page_of_records.pages else None,
    }
    return render_register_page(request, "counted", register, context)


def show_fed_records(request: PageRequest, reading: Reading) -> HttpResponse:
    """The records that a reading counted: where the source of a figure links to."""
    page = _page_number(request)
    page_of_records = load_reading_page(reading, page)
    context = {
        "measure": _measure_or_404(reading.register, reading.measure),
        "day": reading.as_of,
        "asked": MeasureQuery(reading.measure, reading.by, reading.group),
        "found": page_of_records,
        "rows": name_records(queries.list_visible_records(request.user, reading.register), page_of_records.ids),
        "next_page": page + 1 if page < page_of_records.pages else None,
    }
    return render_register_page(request, "fed", reading.register, context)


def _page_number(request: PageRequest) -> int:
    number = request.GET.get("page", "1")
    return max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1


def _measure_or_404(register: Register, key: str) -> Measure:
    try:
        return register.declaration.measure(key)
    except KeyError as error:
        raise Http404 from error


def requested_date(request: PageRequest) -> dt.date:
    """The day in the query string, else today."""
    return parse_date(request.GET.get("as_of", "")) or today()


def render_register_page(
    request: PageRequest, name: str, register: Register, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of a register, with its tabs."""
    declaration = register.declaration
    may_create = resolve_rights(request.user, register).has_duty_among(declaration.create)
    base_context = {
        "register": register,
        "declaration": declaration,
        "stages": {stage.key: stage for stage in declaration.stages},
        "may_create": may_create,
        "tabs": tabs(register, name, offered_pages(declaration, may_create)),
        "section": "registers",
        "today": today(),
    }
    return render(request, f"registers/{name}.html", base_context | context, status=status)
