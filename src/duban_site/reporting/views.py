"""Pages of a body's month: the list, the sheet, evidence, signing and submitting."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.web import XLSX, attachment, done, kept_file, key_or_none
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.sheets import PASTED
from duban_site.jobs.views import follow
from duban_site.reporting import month_form, sheet
from duban_site.reporting.actions.attach import detach
from duban_site.reporting.actions.save_draft import discard_draft, save_draft
from duban_site.reporting.actions.sign import sign, submit, take_back
from duban_site.reporting.actions.write_entry import EntryConflict
from duban_site.reporting.actions.write_month import write_rows
from duban_site.reporting.models import BodyReport, Evidence, ReportDraft, ReportStatus, Version
from duban_site.reporting.models.report import OPEN
from duban_site.reporting.queries.check import is_late
from duban_site.reporting.queries.findings import checked
from duban_site.reporting.queries.month import MonthRow, month_rows, own_reports, usual_period


def month(request: PageRequest) -> HttpResponse:
    """Go to the one open report of the person's body; list the reports where there are several."""
    reports = list(own_reports(request.user))
    waiting = [report for report in reports if report.status in OPEN]
    if len(waiting) == 1:
        return redirect("report", waiting[0].pk)
    return render(request, "reporting/month.html", {"reports": reports, "section": "month"})


def report(request: PageRequest, report: BodyReport) -> HttpResponse:
    """A body's report: to fill in, sign or check, by the person's rights."""
    if request.method == "POST":
        return _save(request, report)
    return _show(request, report)


def _show(
    request: PageRequest,
    report: BodyReport,
    fault: RowErrors | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the report; `fault` is why the post was not saved: it is shown again as typed."""
    editable = report.status in OPEN and policy.may(request.user, "reporting.edit_entry", report)
    office = policy.may(request.user, "reporting.see_rounds")
    draft = ReportDraft.objects.filter(report=report, person=request.user).first()
    draft = None if fault or not editable else draft
    typed = request.POST if fault else draft.fields if draft else {}
    shown = {
        "report": report,
        "rows": _rows(report, typed),
        "conflicts": _overtaken(report, draft),
        "fault": fault,
        "draft": draft,
        "kept": typed,
        "period": usual_period(report.round),
        "vintages": Version.choices,
        "late": is_late(report),
        "office": office,
        "signing": report.status in OPEN and policy.may(request.user, "reporting.sign", report),
        "checking": report.status == ReportStatus.SUBMITTED
        and policy.may(request.user, "reporting.check", report),
        "section": "rounds" if office else "month",
    }
    template = "reporting/fill.html" if editable else "reporting/report.html"
    return render(request, template, shown, status=422 if fault else status)


def _rows(report: BodyReport, typed: Mapping[str, str]) -> list[MonthRow]:
    """The month's rows as typed, checked."""
    rows, _faults = month_form.as_typed(typed, report, month_rows(report))
    return checked(report, rows)


def _overtaken(report: BodyReport, draft: ReportDraft | None) -> list[EntryConflict]:
    """Entries that somebody else saved while a draft of them was open."""
    if draft is None:
        return []
    rows = month_rows(report)
    found = [month_form.entry_of(draft.fields, row, 0, []) for row in rows]
    return [
        EntryConflict(mine, row.entry)
        for row, mine in zip(rows, found, strict=True)
        if mine is not None and row.entry is not None and mine.version < row.version
    ]


def draft(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Store the draft; answer with the findings of the row that changed (an HTMX fragment)."""
    fields = month_form.drafted(request.POST.dict())
    saved = save_draft(request.user, report, fields)
    rows, faults = month_form.as_typed(fields, report, month_rows(report))
    key = key_or_none(request.POST.get("row", ""))
    row = next((one for one in checked(report, rows) if one.commitment.pk == key), None)
    shown = {"report": report, "row": row, "faults": faults.get(key or 0, ()), "saved": saved}
    return render(request, "reporting/drafted.html", shown)


def discard(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Discard the draft and go back to what is saved."""
    discard_draft(request.user, report)
    return done(request, _("已放弃没有保存的内容。"), "report", report.pk)


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
        save_draft(request.user, report, month_form.drafted(request.POST.dict()))
        return _show(request, report, status=409)
    discard_draft(request.user, report)
    return done(request, _("已保存。"), "report", report.pk)


def sheet_page(request: PageRequest, report: BodyReport) -> HttpResponse:
    """GET: the month's list as a workbook. POST: import a filled one, uploaded or pasted."""
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
    """Sign, with the head's reasons for the findings that ask for one."""
    commitments = [row.commitment.pk for row in month_rows(report)]
    reasons = {key: month_form.reasons(request.POST, key) for key in commitments}
    try:
        sign(request.user, report, {key: given for key, given in reasons.items() if given})
    except RowErrors as fault:
        return _show(request, report, fault)
    return done(request, _("已签发。"), "report", report.pk)


def take_back_report(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Withdraw the signature."""
    take_back(request.user, report)
    return done(request, _("已撤回签发。"), "report", report.pk)


def submit_report(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Submit the report to the office."""
    submit(request.user, report)
    return done(request, _("已报送督查室。"), "report", report.pk)


def evidence(request: PageRequest, evidence: Evidence) -> HttpResponseBase:
    """Download a file of evidence: always as a file, never as a page."""
    return kept_file(evidence.sha256, evidence.content_type, evidence.name)


def detach_evidence(request: PageRequest, report: BodyReport, evidence: int) -> HttpResponse:
    """Remove a file from an entry."""
    held = get_object_or_404(Evidence.objects.filter(entry__report=report), pk=evidence)
    detach(request.user, held)
    return done(request, _("已删除佐证材料。"), "report", report.pk)
