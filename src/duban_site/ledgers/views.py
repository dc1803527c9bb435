"""Registers: the list of them, and one's list, board, map and measures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from duban.register import Measure
from duban_site.access.page import PageRequest
from duban_site.access.policy import policy
from duban_site.clock import today
from duban_site.ledgers import queries
from duban_site.ledgers.drawing import scatter
from duban_site.ledgers.duties import rights
from duban_site.ledgers.kept_parts import Units, filter_form, offered_pages, tabs
from duban_site.ledgers.models import Ledger, Reading
from duban_site.ledgers.queries.bindings import targets_of
from duban_site.ledgers.queries.computing import Asked
from duban_site.ledgers.queries.measures import counted_in, rows_of
from duban_site.ledgers.queries.places import places
from duban_site.people.models import Unit
from duban_site.plans.models import Plan
from duban_site.plans.models.plan import Status
from duban_site.prepared import Prepared
from duban_site.web import date_or_none


def ledgers(request: PageRequest) -> HttpResponse:
    """The registers in use."""
    fed = policy.may(request.user, "ledgers.see_bindings")
    shown = {
        "rows": queries.ledgers_for(request.user, today()),
        "plans": Plan.objects.filter(status=Status.ACTIVE) if fed else (),
        "section": "ledgers",
    }
    return render(request, "ledgers/ledgers.html", shown)


def ledger(request: PageRequest, ledger: Ledger) -> HttpResponse:
    """A register's records, filtered and searched."""
    declaration, day = ledger.declaration, today()
    filters = queries.Filters.of(declaration, request.GET)
    start = request.GET.get("start", "")
    own = request.GET.copy()
    own.pop("start", None)
    shown = {
        "page": queries.listing(request.user, ledger, filters, day, start),
        "filters": filters,
        "filter_form": filter_form(ledger, filters, _units() if declaration.lead else ()),
        "query": own.urlencode(),
        "first_page": "start" not in request.GET,
    }
    return ledger_page(request, "list", ledger, shown)


UNITS = Prepared(lambda: Unit.objects.filter(active=True).values_list("pk", "name"))


def _units() -> Units:
    return tuple((key, name) for key, name in UNITS.rows())


def board(request: PageRequest, ledger: Ledger) -> HttpResponse:
    """The records by stage."""
    records = queries.records_for(request.user, ledger)
    shown = {"columns": queries.board(ledger.declaration, records)}
    return ledger_page(request, "board", ledger, shown)


def ledger_map(request: PageRequest, ledger: Ledger) -> HttpResponse:
    """The records that have a place, drawn; and how many lie where."""
    found = places(queries.records_for(request.user, ledger), today())
    shown = {"places": found, "drawings": [scatter(one) for one in found.clouds]}
    return ledger_page(request, "map", ledger, shown)


def measures(request: PageRequest, ledger: Ledger) -> HttpResponse:
    """Every measure as of a day, by group."""
    day = day_asked(request)
    lines, large = queries.measure_lines(ledger, day)
    every = request.GET.get("groups") == "all"
    shown = {
        "day": day,
        "large": large,
        "lines": [(line, line.whole if every else line.split) for line in lines],
        "days": queries.reading_days(ledger) if large else (),
        "bindings": targets_of(ledger),
    }
    return ledger_page(request, "measures", ledger, shown)


def counted(request: PageRequest, ledger: Ledger, measure: str) -> HttpResponse:
    """The records that a measure counts."""
    day, one = day_asked(request), _measure(ledger, measure)
    by, group = request.GET.get("by", ""), request.GET.get("group", "")
    asked = Asked(measure, by if by in one.by else "", group if by in one.by else "")
    page = _page(request)
    found = queries.counted_of(ledger, asked, day, page)
    records = queries.records_for(request.user, ledger)
    shown = {
        "measure": one,
        "day": day,
        "asked": asked,
        "found": found,
        "rows": rows_of(records, found.ids) if found is not None else (),
        "next_page": page + 1 if found is not None and page < found.pages else None,
    }
    return ledger_page(request, "counted", ledger, shown)


def fed(request: PageRequest, reading: Reading) -> HttpResponse:
    """The records that stood behind a reading when it was made: what a figure leads to."""
    page = _page(request)
    found = counted_in(reading, page)
    shown = {
        "measure": _measure(reading.ledger, reading.measure),
        "day": reading.as_of,
        "asked": Asked(reading.measure, reading.by, reading.group),
        "found": found,
        "rows": rows_of(queries.records_for(request.user, reading.ledger), found.ids),
        "next_page": page + 1 if page < found.pages else None,
    }
    return ledger_page(request, "fed", reading.ledger, shown)


def _page(request: PageRequest) -> int:
    number = request.GET.get("page", "1")
    return max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1


def _measure(ledger: Ledger, key: str) -> Measure:
    try:
        return ledger.declaration.measure(key)
    except KeyError as error:
        raise Http404 from error


def day_asked(request: PageRequest) -> dt.date:
    """The day that was asked for: today unless one was."""
    return date_or_none(request.GET.get("as_of", "")) or today()


def ledger_page(
    request: PageRequest, name: str, ledger: Ledger, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of a register, with its tabs."""
    declaration = ledger.declaration
    may_create = rights(request.user, ledger).may(declaration.create)
    base = {
        "ledger": ledger,
        "declaration": declaration,
        "stages": {stage.key: stage for stage in declaration.stages},
        "may_create": may_create,
        "tabs": tabs(ledger, name, offered_pages(declaration, may_create)),
        "section": "ledgers",
        "today": today(),
    }
    return render(request, f"ledgers/{name}.html", base | shown, status=status)
