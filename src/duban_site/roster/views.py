"""The page that takes a roster, and the slips with first passwords."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.core.responses import XLSX_TYPE, make_attachment
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow_job
from duban_site.roster.actions.print_slips import print_slips
from duban_site.roster.models import SlipSheet
from duban_site.roster.sheet import BODY_COLUMNS, PERSON_COLUMNS, render_blank_roster


def show_import(request: PageRequest) -> HttpResponse:
    """Take a filled workbook of bodies and people, or give a blank one."""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            raise Refused(_("请选择一个 .xlsx 文件。"))
        title = _("导入单位和人员：%s") % file.name
        upload = (file.name or "", file.read())
        return follow_job(request, enqueue(request.user, "roster.import", title=title, file=upload))
    if "sheet" in request.GET:
        return make_attachment(render_blank_roster(), XLSX_TYPE, "people.xlsx")
    context = {"columns": {"单位": BODY_COLUMNS, "人员": PERSON_COLUMNS}, "section": "accounts"}
    return render(request, "roster/import.html", context)


def show_slips(request: PageRequest, sheet: SlipSheet) -> HttpResponse:
    """GET shows a button; POST shows the slips, the only time."""
    slips = print_slips(request.user, sheet) if request.method == "POST" else []
    address = settings.SITE_URL or request.build_absolute_uri("/")
    context = {"sheet": sheet, "slips": slips, "address": address, "section": "accounts"}
    response = render(request, "roster/slips.html", context)
    response["Cache-Control"] = "no-store"
    return response
