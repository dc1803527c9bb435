"""Pages for certain registers: hot spots of a hotline, matching companies with policies."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from duban.registers.policies import load_attributes
from duban.registers.sheets import write_xlsx
from duban_site.core.access.page import PageRequest
from duban_site.core.clock import today
from duban_site.core.errors import Refused
from duban_site.core.responses import XLSX_TYPE, make_attachment
from duban_site.registers import queries
from duban_site.registers.errors import InvalidInput
from duban_site.registers.models import Register
from duban_site.registers.queries.companies import (
    MAX_ON_PAGE,
    build_blank_sheet,
    build_reasons_sheet,
    match_companies,
    read_companies,
)
from duban_site.registers.queries.hotspots import find_repeats, list_hot_spots
from duban_site.registers.queries.matching import list_policies_in_force, match_policies, read_profile
from duban_site.registers.views import render_register_page, requested_date


def show_hotspots(request: PageRequest, register: Register) -> HttpResponse:
    """Where significantly many calls gather, and which repeat an earlier one."""
    as_of, records = requested_date(request), queries.list_visible_records(request.user, register)
    context = {"day": as_of, "spots": list_hot_spots(records, as_of), "repeats": find_repeats(records, as_of)}
    return render_register_page(request, "hotspots", register, context)


def show_companies(request: PageRequest, register: Register) -> HttpResponse:
    """Match a file of companies with every policy in force: a summary, or a sheet with reasons."""
    if not any(field.key == "conditions" for field in register.declaration.fields):
        raise Http404
    if "sheet" in request.GET:
        return make_attachment(write_xlsx((build_blank_sheet(),)), XLSX_TYPE, "companies.xlsx")
    context: dict[str, Any] = {"faults": [], "found": None, "columns": build_blank_sheet().headings}
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            raise Refused(_("请选择要导入的文件。"))
        try:
            profiles = read_companies(file.name or "", file.read())
        except InvalidInput as error:
            context["faults"] = list(error.problems)
        else:
            records = queries.list_visible_records(request.user, register)
            policies, unread = list_policies_in_force(register, records, today())
            if "reasons" in request.POST:
                return make_attachment(
                    write_xlsx((build_reasons_sheet(policies, profiles),)), XLSX_TYPE, "matches.xlsx"
                )
            context |= {"found": match_companies(policies, profiles), "unread": unread, "most": MAX_ON_PAGE}
    status = 422 if context["faults"] else 200
    return render_register_page(request, "companies", register, context, status=status)


def show_matching(request: PageRequest, register: Register) -> HttpResponse:
    """Match a company's profile with every published policy: hits and misses with reasons."""
    if not any(field.key == "conditions" for field in register.declaration.fields):
        raise Http404
    context: dict[str, Any] = {"fault": "", "found": None}
    if any(key.startswith("p_") and value for key, value in request.GET.items()):
        try:
            records = queries.list_visible_records(request.user, register)
            profile = read_profile(request.GET)
            context["found"] = match_policies(register, records, profile, today())
        except Refused as error:
            context["fault"] = str(error)
    context["asked"] = [(attribute, request.GET.get(f"p_{attribute.key}", "")) for attribute in load_attributes()]
    status = 422 if context["fault"] else 200
    return render_register_page(request, "matching", register, context, status=status)
