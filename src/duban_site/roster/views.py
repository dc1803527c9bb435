"""The page that takes a roster, and the slips with first passwords."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.errors import Refused
from duban_site.core.web import XLSX, attachment
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow
from duban_site.roster.actions.print_slips import print_slips
from duban_site.roster.models import SlipSheet
from duban_site.roster.sheet import BODY_COLUMNS, PERSON_COLUMNS, blank_roster


def roster(request: PageRequest) -> HttpResponse:
    """Take a filled workbook of bodies and people, or give a blank one."""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            raise Refused(_("请选择一个 .xlsx 文件。"))
        title = _("导入单位和人员：%s") % file.name
        given = (file.name or "", file.read())
        return follow(request, enqueue(request.user, "roster.import", title=title, file=given))
    if "sheet" in request.GET:
        return attachment(blank_roster(), XLSX, "people.xlsx")
    shown = {"columns": {"单位": BODY_COLUMNS, "人员": PERSON_COLUMNS}, "section": "accounts"}
    return render(request, "roster/import.html", shown)


def slips(request: PageRequest, sheet: SlipSheet) -> HttpResponse:
    """GET shows a button; POST shows the slips, the only time."""
    made = print_slips(request.user, sheet) if request.method == "POST" else []
    address = settings.SITE_URL or request.build_absolute_uri("/")
    shown = {"sheet": sheet, "slips": made, "address": address, "section": "accounts"}
    answer = render(request, "roster/slips.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer
