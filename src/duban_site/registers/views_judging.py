"""The page that judges air and water: enter or import readings, judge years."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.clock import today
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.responses import redirect_with_message
from duban_site.registers import queries
from duban_site.registers.actions.enter_readings import DATE_FIELD_BY_KIND, enter_reading, judge_year
from duban_site.registers.actions.import_readings import MAX_ROWS
from duban_site.registers.errors import Declined
from duban_site.registers.forms import RecordForm
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.environment import (
    STATIONS_PER_PAGE,
    Kind,
    find_standard_kind,
    judge_air_rows,
    judge_water_rows,
    list_entry_fields,
    list_stations,
    list_years,
)
from duban_site.registers.uploads import enqueue_import
from duban_site.registers.views import render_register_page


def show_judging(request: PageRequest, register: Register) -> HttpResponse:
    """Stations or sections of a year with verdicts; takes readings by form or file."""
    kind = find_standard_kind(register.declaration)
    if kind is None:
        raise Http404
    form = RecordForm(
        list_entry_fields(register.declaration), _entry_data(request), required=[DATE_FIELD_BY_KIND[kind]]
    )
    faults: list[Any] = []
    if request.method == "POST":
        try:
            if request.POST.get("do") == "import":
                return enqueue_import(request, register, "registers.import_readings")
            if message := _perform_action(request, register, form):
                return redirect_with_message(request, message, "register_judging", register.pk)
        except Declined as error:
            form.add_refusals(error.refusals)
        except RowErrors as error:
            faults = [f"{place}：{problem_text}" for _row, place, problem_text in error.errors]
    context = _judging_context(request, register, kind) | {"form": form, "faults": faults}
    return render_register_page(request, "judging", register, context, 422 if faults or form.errors else 200)


def _entry_data(request: PageRequest) -> Any:
    return request.POST if request.POST.get("do") == "enter" else None


def _perform_action(request: PageRequest, register: Register, form: RecordForm) -> str:
    """Judge a year or enter a reading; gives a message, empty where the form has errors."""
    key = request.POST.get("record", "")
    records = queries.list_visible_records(request.user, register)
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 12 else 0
    station = RegisterRecord.objects.filter(pk=number).filter(pk__in=records.values("pk")).first()
    if station is None:
        raise Refused(_("请选择点位或断面。"))
    if request.POST.get("do") == "judge":
        judge_year(request.user, station)
        return _("已作年度判定。")
    if not form.is_valid():
        return ""
    values = {key: value for key, value in form.values.items() if value is not None}
    if enter_reading(request.user, station, values) is None:
        return _("与已有的监测数据相同，没有改动。")
    return _("已录入监测数据。")


def _judging_context(request: PageRequest, register: Register, kind: Kind) -> dict[str, Any]:
    records = queries.list_visible_records(request.user, register)
    years = list_years(records)
    requested_year = request.GET.get("year", "")
    year = (
        int(requested_year)
        if requested_year.isascii() and requested_year.isdigit() and len(requested_year) == 4
        else None
    )
    selected_year = year or (years[0] if years else today().year)
    all_stations = list_stations(records, selected_year)
    page = Paginator(all_stations, STATIONS_PER_PAGE).get_page(request.GET.get("page"))
    judge_rows = judge_air_rows if kind is Kind.AIR else judge_water_rows
    return {
        "most": MAX_ROWS,
        "air": kind is Kind.AIR,
        "rows": judge_rows(register, page.object_list),
        "page": page,
        "stations": all_stations.values_list("pk", "title"),
        "year": selected_year,
        "years": years,
        "lines": queries.list_measure_lines(register, today())[0],
        "bindings": register.bindings.select_related("claim__commitment__plan"),
        "posted": request.POST,
    }
