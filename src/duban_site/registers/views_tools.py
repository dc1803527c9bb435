"""Pages for certain registers: hot spots of a hotline, matching companies with policies."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from duban.registers.policies import attributes
from duban.registers.sheets import write_xlsx
from duban_site.core.access.page import PageRequest
from duban_site.core.clock import today
from duban_site.core.errors import Refused
from duban_site.core.web import XLSX, attachment
from duban_site.registers import queries
from duban_site.registers.errors import Faulty
from duban_site.registers.models import Register
from duban_site.registers.queries.companies import SHOWN, blank, match_all, read_companies, reasons
from duban_site.registers.queries.hotspots import repeats, spots
from duban_site.registers.queries.matching import in_force, matches, profile_of
from duban_site.registers.views import day_asked, register_page


def hotspots(request: PageRequest, register: Register) -> HttpResponse:
    """Where significantly many calls gather, and which repeat an earlier one."""
    day, records = day_asked(request), queries.records_for(request.user, register)
    shown = {"day": day, "spots": spots(records, day), "repeats": repeats(records, day)}
    return register_page(request, "hotspots", register, shown)


def companies(request: PageRequest, register: Register) -> HttpResponse:
    """Match a file of companies with every policy in force: a summary, or a sheet with reasons."""
    if not any(field.key == "conditions" for field in register.declaration.fields):
        raise Http404
    if "sheet" in request.GET:
        return attachment(write_xlsx((blank(),)), XLSX, "companies.xlsx")
    shown: dict[str, Any] = {"faults": [], "found": None, "columns": blank().headings}
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            raise Refused(_("请选择要导入的文件。"))
        try:
            profiles = read_companies(file.name or "", file.read())
        except Faulty as error:
            shown["faults"] = list(error.problems)
        else:
            records = queries.records_for(request.user, register)
            policies, unread = in_force(register, records, today())
            if "reasons" in request.POST:
                return attachment(write_xlsx((reasons(policies, profiles),)), XLSX, "matches.xlsx")
            shown |= {"found": match_all(policies, profiles), "unread": unread, "most": SHOWN}
    status = 422 if shown["faults"] else 200
    return register_page(request, "companies", register, shown, status=status)


def matching(request: PageRequest, register: Register) -> HttpResponse:
    """Match a company's profile with every published policy: hits and misses with reasons."""
    if not any(field.key == "conditions" for field in register.declaration.fields):
        raise Http404
    shown: dict[str, Any] = {"fault": "", "found": None}
    if any(key.startswith("p_") and value for key, value in request.GET.items()):
        try:
            records = queries.records_for(request.user, register)
            profile = profile_of(request.GET)
            shown["found"] = matches(register, records, profile, today())
        except Refused as error:
            shown["fault"] = str(error)
    shown["asked"] = [(one, request.GET.get(f"p_{one.key}", "")) for one in attributes()]
    status = 422 if shown["fault"] else 200
    return register_page(request, "matching", register, shown, status=status)
