"""The page that judges air and water: enter or import readings, judge years."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.clock import today
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.web import done
from duban_site.registers import queries
from duban_site.registers.actions.import_readings import MOST
from duban_site.registers.actions.judge import DATES, enter_reading, judge_year
from duban_site.registers.errors import Declined
from duban_site.registers.forms import RecordForm
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.judging import (
    STATIONS,
    Kind,
    air_rows,
    entered,
    kind_of,
    stations,
    water_rows,
    years_of,
)
from duban_site.registers.uploads import import_file
from duban_site.registers.views import register_page


def judging(request: PageRequest, register: Register) -> HttpResponse:
    """Stations or sections of a year with verdicts; takes readings by form or file."""
    kind = kind_of(register.declaration)
    if kind is None:
        raise Http404
    form = RecordForm(entered(register.declaration), _entering(request), required=[DATES[kind]])
    faults: list[Any] = []
    if request.method == "POST":
        try:
            if request.POST.get("do") == "import":
                return import_file(request, register, "registers.import_readings")
            if said := _act(request, register, form):
                return done(request, said, "register_judging", register.pk)
        except Declined as error:
            form.refuse(error.refusals)
        except RowErrors as error:
            faults = [f"{where}：{what}" for _row, where, what in error.errors]
    shown = _shown(request, register, kind) | {"form": form, "faults": faults}
    return register_page(request, "judging", register, shown, 422 if faults or form.errors else 200)


def _entering(request: PageRequest) -> Any:
    return request.POST if request.POST.get("do") == "enter" else None


def _act(request: PageRequest, register: Register, form: RecordForm) -> str:
    """Judge a year or enter a reading; gives a message, empty where the form has errors."""
    key = request.POST.get("record", "")
    records = queries.records_for(request.user, register)
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 12 else 0
    row = RegisterRecord.objects.filter(pk=number).filter(pk__in=records.values("pk")).first()
    if row is None:
        raise Refused(_("请选择点位或断面。"))
    if request.POST.get("do") == "judge":
        judge_year(request.user, row)
        return _("已作年度判定。")
    if not form.is_valid():
        return ""
    values = {key: value for key, value in form.values.items() if value is not None}
    if enter_reading(request.user, row, values) is None:
        return _("与已有的监测数据相同，没有改动。")
    return _("已录入监测数据。")


def _shown(request: PageRequest, register: Register, kind: Kind) -> dict[str, Any]:
    records = queries.records_for(request.user, register)
    years = years_of(records)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
    chosen = year or (years[0] if years else today().year)
    every = stations(records, chosen)
    page = Paginator(every, STATIONS).get_page(request.GET.get("page"))
    judged = air_rows if kind is Kind.AIR else water_rows
    return {
        "most": MOST,
        "air": kind is Kind.AIR,
        "rows": judged(register, page.object_list),
        "page": page,
        "stations": every.values_list("pk", "title"),
        "year": chosen,
        "years": years,
        "lines": queries.measure_lines(register, today())[0],
        "bindings": register.bindings.select_related("claim__commitment__plan"),
        "posted": request.POST,
    }
