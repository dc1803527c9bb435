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
from duban_site.core.web import date_or_none
from duban_site.people.models import Body
from duban_site.plans.models import Plan
from duban_site.plans.models.plan import Status
from duban_site.registers import queries
from duban_site.registers.drawing import scatter
from duban_site.registers.duties import rights
from duban_site.registers.models import Reading, Register
from duban_site.registers.page_parts import Bodies, filter_form, offered_pages, tabs
from duban_site.registers.queries.bindings import targets_of
from duban_site.registers.queries.computing import Asked
from duban_site.registers.queries.measures import counted_in, rows_of
from duban_site.registers.queries.places import places


def registers(request: PageRequest) -> HttpResponse:
    """The registers in use."""
    fed = policy.may(request.user, "registers.see_bindings")
    shown = {
        "rows": queries.registers_for(request.user, today()),
        "plans": Plan.objects.filter(status=Status.ACTIVE) if fed else (),
        "section": "registers",
    }
    return render(request, "registers/registers.html", shown)


def register(request: PageRequest, register: Register) -> HttpResponse:
    """A register's records, filtered and searched."""
    declaration, day = register.declaration, today()
    filters = queries.Filters.of(declaration, request.GET)
    start = request.GET.get("start", "")
    own = request.GET.copy()
    own.pop("start", None)
    shown = {
        "page": queries.listing(request.user, register, filters, day, start),
        "filters": filters,
        "filter_form": filter_form(register, filters, _bodies() if declaration.lead else ()),
        "query": own.urlencode(),
        "first_page": "start" not in request.GET,
    }
    return register_page(request, "list", register, shown)


def _bodies() -> Bodies:
    return tuple(Body.objects.filter(active=True).values_list("pk", "name"))


def board(request: PageRequest, register: Register) -> HttpResponse:
    """The records by stage."""
    records = queries.records_for(request.user, register)
    shown = {"columns": queries.board(register.declaration, records)}
    return register_page(request, "board", register, shown)


def register_map(request: PageRequest, register: Register) -> HttpResponse:
    """The records with coordinates as drawings, and counts by region."""
    found = places(queries.records_for(request.user, register), today())
    shown = {"places": found, "drawings": [scatter(one) for one in found.clouds]}
    return register_page(request, "map", register, shown)


def measures(request: PageRequest, register: Register) -> HttpResponse:
    """Every measure as of a day, by group."""
    day = day_asked(request)
    lines, large = queries.measure_lines(register, day)
    every = request.GET.get("groups") == "all"
    shown = {
        "day": day,
        "large": large,
        "lines": [(line, line.whole if every else line.split) for line in lines],
        "days": queries.reading_days(register) if large else (),
        "bindings": targets_of(register),
    }
    return register_page(request, "measures", register, shown)


def counted(request: PageRequest, register: Register, measure: str) -> HttpResponse:
    """The records that a measure counts."""
    day, one = day_asked(request), _measure(register, measure)
    by, group = request.GET.get("by", ""), request.GET.get("group", "")
    asked = Asked(measure, by if by in one.by else "", group if by in one.by else "")
    page = _page(request)
    found = queries.counted_of(register, asked, day, page)
    records = queries.records_for(request.user, register)
    shown = {
        "measure": one,
        "day": day,
        "asked": asked,
        "found": found,
        "rows": rows_of(records, found.ids) if found is not None else (),
        "next_page": page + 1 if found is not None and page < found.pages else None,
    }
    return register_page(request, "counted", register, shown)


def fed(request: PageRequest, reading: Reading) -> HttpResponse:
    """The records that a reading counted: where the source of a figure links to."""
    page = _page(request)
    found = counted_in(reading, page)
    shown = {
        "measure": _measure(reading.register, reading.measure),
        "day": reading.as_of,
        "asked": Asked(reading.measure, reading.by, reading.group),
        "found": found,
        "rows": rows_of(queries.records_for(request.user, reading.register), found.ids),
        "next_page": page + 1 if page < found.pages else None,
    }
    return register_page(request, "fed", reading.register, shown)


def _page(request: PageRequest) -> int:
    number = request.GET.get("page", "1")
    return max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1


def _measure(register: Register, key: str) -> Measure:
    try:
        return register.declaration.measure(key)
    except KeyError as error:
        raise Http404 from error


def day_asked(request: PageRequest) -> dt.date:
    """The day in the query string, else today."""
    return date_or_none(request.GET.get("as_of", "")) or today()


def register_page(
    request: PageRequest, name: str, register: Register, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of a register, with its tabs."""
    declaration = register.declaration
    may_create = rights(request.user, register).may(declaration.create)
    base = {
        "register": register,
        "declaration": declaration,
        "stages": {stage.key: stage for stage in declaration.stages},
        "may_create": may_create,
        "tabs": tabs(register, name, offered_pages(declaration, may_create)),
        "section": "registers",
        "today": today(),
    }
    return render(request, f"registers/{name}.html", base | shown, status=status)
