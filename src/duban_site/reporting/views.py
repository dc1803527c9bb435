"""A unit's month: the list, the sheet, evidence, signing and handing in."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.files import path_of
from duban_site.core.web import XLSX, attachment, done, kept_file
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.sheets import PASTED
from duban_site.jobs.views import follow
from duban_site.reporting import month_form, sheet
from duban_site.reporting.actions.attach import detach
from duban_site.reporting.actions.sign import sign, submit, take_back
from duban_site.reporting.actions.write_month import write_rows
from duban_site.reporting.models import BodyReport, Evidence, Version
from duban_site.reporting.models.report import OPEN
from duban_site.reporting.queries.check import checked_rows, is_late
from duban_site.reporting.queries.month import month_rows, own_reports, usual_period


def month(request: PageRequest) -> HttpResponse:
    """The newest month that is asked of one's unit; a list where there are several plans."""
    reports = list(own_reports(request.user))
    waiting = [report for report in reports if report.status in OPEN]
    if len(waiting) == 1:
        return redirect("report", waiting[0].pk)
    return render(request, "reporting/month.html", {"reports": reports, "section": "month"})


def report(request: PageRequest, report: BodyReport) -> HttpResponse:
    """A unit's report: to fill in, to sign, or to check, as one may."""
    if request.method == "POST":
        return _save(request, report)
    return _show(request, report)


def _show(
    request: PageRequest,
    report: BodyReport,
    conflicts: Sequence[object] = (),
    fault: RowErrors | None = None,
) -> HttpResponse:
    """`fault` is why what was posted was not saved: it is shown again as it was typed."""
    editable = report.status in OPEN and policy.may(request.user, "reporting.edit_entry", report)
    office = policy.may(request.user, "reporting.see_rounds")
    shown = {
        "report": report,
        "rows": checked_rows(report) if office else month_rows(report),
        "conflicts": conflicts,
        "fault": fault,
        "kept": request.POST if fault else {},
        "period": usual_period(report.round),
        "vintages": Version.choices,
        "late": is_late(report),
        "office": office,
        "section": "rounds" if office else "month",
    }
    template = "reporting/fill.html" if editable else "reporting/report.html"
    status = 422 if fault else 409 if conflicts else 200
    return render(request, template, shown, status=status)


def _save(request: PageRequest, report: BodyReport) -> HttpResponse:
    rows = month_rows(report)
    files = {
        row.commitment.pk: [
            (file.name or "", file) for file in request.FILES.getlist(f"file-{row.commitment.pk}")
        ]
        for row in rows
    }
    try:
        entries = month_form.posted(request.POST, rows)
        conflicts = write_rows(request.user, report, entries, files)
    except RowErrors as fault:
        return _show(request, report, fault=fault)
    if conflicts:
        return _show(request, report, conflicts)
    return done(request, _("已保存。"), "report", report.pk)


def sheet_page(request: PageRequest, report: BodyReport) -> HttpResponse:
    """The month's list as a workbook; or one that comes back, uploaded or pasted."""
    if request.method != "POST":
        name = f"month-{report.round.month}-{report.pk}.xlsx"
        return attachment(sheet.workbook(report), XLSX, name)
    file, pasted = request.FILES.get("file"), request.POST.get("pasted", "")
    if file is None and not pasted.strip():
        raise Refused(_("请选择一个 .xlsx 文件，或把表格粘贴进来。"))
    policy.require(request.user, "reporting.edit_entry", report)
    given = (PASTED, pasted.encode()) if file is None else (file.name or "", file.read())
    title = _("导入 %(month)s月填报表") % {"month": report.round.month}
    asked = {"report": report.pk}
    job = enqueue(request.user, "reporting.import_sheet", asked, title=title, file=given)
    return follow(request, job)


def sign_report(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Sign."""
    sign(request.user, report)
    return done(request, _("已签发。"), "report", report.pk)


def take_back_report(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Take the signature back."""
    take_back(request.user, report)
    return done(request, _("已撤回签发。"), "report", report.pk)


def submit_report(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Hand in."""
    submit(request.user, report)
    return done(request, _("已报送督查室。"), "report", report.pk)


def evidence(request: PageRequest, evidence: Evidence) -> HttpResponseBase:
    """Download a file of evidence: always as a file, never as a page."""
    path = path_of(evidence.sha256)
    if not path.is_file():
        raise Refused(_("文件不在存储里，请联系管理员。"))
    return kept_file(path, evidence.content_type, evidence.name)


def detach_evidence(request: PageRequest, report: BodyReport, evidence: int) -> HttpResponse:
    """Take a file off an entry."""
    held = get_object_or_404(Evidence.objects.filter(entry__report=report), pk=evidence)
    detach(request.user, held)
    return done(request, _("已删除佐证材料。"), "report", report.pk)
