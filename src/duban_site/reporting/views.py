"""Pages of a body's month: the list, the sheet, evidence, signing and submitting."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.responses import XLSX_TYPE, make_attachment, parse_key, redirect_with_message, serve_stored_file
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.sheets import PASTED_FILE_NAME
from duban_site.jobs.views import follow_job
from duban_site.reporting import month_form, sheet
from duban_site.reporting.actions.attach_evidence import detach
from duban_site.reporting.actions.save_draft import discard_draft, save_draft
from duban_site.reporting.actions.sign_report import sign, submit, withdraw_signature
from duban_site.reporting.actions.write_entry import EntryConflict
from duban_site.reporting.actions.write_month import write_rows
from duban_site.reporting.models import BodyReport, Evidence, ReportDraft, ReportStatus, Version
from duban_site.reporting.models.report import OPEN
from duban_site.reporting.queries.findings import check_rows
from duban_site.reporting.queries.late_reports import find_missed_closing, is_late
from duban_site.reporting.queries.month import (
    MonthRow,
    build_month_rows,
    default_period,
    list_body_reports,
    require_empty_confirmed,
)


def month(request: PageRequest) -> HttpResponse:
    """Go to the one open report of the person's body; list the reports where there are several."""
    reports = list(list_body_reports(request.user))
    waiting = [report for report in reports if report.status in OPEN]
    if len(waiting) == 1:
        return redirect("report", waiting[0].pk)
    return render(request, "reporting/month.html", {"reports": reports, "section": "month"})


def report(request: PageRequest, report: BodyReport) -> HttpResponse:
    """A body's report: to fill in, sign or check, by the person's rights."""
    if request.method == "POST":
        return _save_report(request, report)
    return _render_report(request, report)


def _render_report(
    request: PageRequest, report: BodyReport, fault: RowErrors | None = None, status: int = 200
) -> HttpResponse:
    """Render the report; `fault` is why the post was not saved: it is shown again as typed."""
    editable = report.status in OPEN and policy.may(request.user, "reporting.edit_entry", report)
    is_office = policy.may(request.user, "reporting.see_rounds")
    draft = ReportDraft.objects.filter(report=report, person=request.user).first()
    draft = None if fault or not editable else draft
    typed_fields = request.POST if fault else draft.fields if draft else {}
    rows = _check_typed_rows(report, typed_fields)
    context = {
        "report": report,
        "rows": rows,
        "empty": sum(row.empty for row in rows),
        "closed": find_missed_closing(report),
        "conflicts": _list_overtaken_entries(report, draft),
        "fault": fault,
        "draft": draft,
        "posted_values": typed_fields,
        "period": default_period(report.round),
        "vintages": Version.choices,
        "late": is_late(report),
        "office": is_office,
        "signing": report.status in OPEN and policy.may(request.user, "reporting.sign", report),
        "checking": report.status == ReportStatus.SUBMITTED and policy.may(request.user, "reporting.check", report),
        "section": "rounds" if is_office else "month",
    }
    template = "reporting/fill.html" if editable else "reporting/report.html"
    return render(request, template, context, status=422 if fault else status)


def _check_typed_rows(report: BodyReport, typed_fields: Mapping[str, str]) -> list[MonthRow]:
    """The month's rows as typed, checked."""
    rows, _faults = month_form.preview_rows(typed_fields, report, build_month_rows(report))
    return check_rows(report, rows)


def _list_overtaken_entries(report: BodyReport, draft: ReportDraft | None) -> list[EntryConflict]:
    """Entries that somebody else saved while a draft of them was open."""
    if draft is None:
        return []
    rows = build_month_rows(report)
    draft_entries = [month_form.parse_entry(draft.fields, row, 0, []) for row in rows]
    return [
        EntryConflict(draft_entry, row.entry)
        for row, draft_entry in zip(rows, draft_entries, strict=True)
        if draft_entry is not None and row.entry is not None and draft_entry.version < row.version
    ]


def draft(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Store the draft; answer with the findings of the row that changed (an HTMX fragment)."""
    fields = month_form.select_entry_fields(request.POST.dict())
    saved = save_draft(request.user, report, fields)
    rows, faults = month_form.preview_rows(fields, report, build_month_rows(report))
    commitment_id = parse_key(request.POST.get("row", ""))
    row = next((candidate for candidate in check_rows(report, rows) if candidate.commitment.pk == commitment_id), None)
    context = {"report": report, "row": row, "faults": faults.get(commitment_id or 0, ()), "saved": saved}
    return render(request, "reporting/drafted.html", context)


def discard(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Discard the draft and go back to what is saved."""
    discard_draft(request.user, report)
    return redirect_with_message(request, _("已放弃没有保存的内容。"), "report", report.pk)


def _save_report(request: PageRequest, report: BodyReport) -> HttpResponse:
    rows = build_month_rows(report)
    files = {
        row.commitment.pk: [(file.name or "", file) for file in request.FILES.getlist(f"file-{row.commitment.pk}")]
        for row in rows
    }
    try:
        entries = month_form.parse_entries(request.POST, rows)
        conflicts = write_rows(request.user, report, entries, files)
    except RowErrors as fault:
        return _render_report(request, report, fault=fault)
    if conflicts:
        save_draft(request.user, report, month_form.select_entry_fields(request.POST.dict()))
        return _render_report(request, report, status=409)
    discard_draft(request.user, report)
    return redirect_with_message(request, _("已保存。"), "report", report.pk)


def sheet_page(request: PageRequest, report: BodyReport) -> HttpResponse:
    """GET: the month's list as a workbook. POST: import a filled one, uploaded or pasted."""
    if request.method != "POST":
        name = f"month-{report.round.month}-{report.pk}.xlsx"
        return make_attachment(sheet.build_workbook(report), XLSX_TYPE, name)
    file, pasted_text = request.FILES.get("file"), request.POST.get("pasted", "")
    if file is None and not pasted_text.strip():
        raise Refused(_("请选择一个 .xlsx 文件，或把表格粘贴进来。"))
    policy.require(request.user, "reporting.edit_entry", report)
    upload = (PASTED_FILE_NAME, pasted_text.encode()) if file is None else (file.name or "", file.read())
    title = _("导入 %(month)s月填报表") % {"month": report.round.month}
    arguments = {"report": report.pk}
    job = enqueue(request.user, "reporting.import_sheet", arguments, title=title, file=upload)
    return follow_job(request, job)


def sign_report(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Sign, with the head's reasons for the findings that ask for one."""
    rows = build_month_rows(report)
    require_empty_confirmed(rows, request.POST.get("empty", ""))
    commitments = [row.commitment.pk for row in rows]
    reasons = {commitment_id: month_form.parse_reasons(request.POST, commitment_id) for commitment_id in commitments}
    try:
        sign(
            request.user,
            report,
            {
                commitment_id: commitment_reasons
                for commitment_id, commitment_reasons in reasons.items()
                if commitment_reasons
            },
        )
    except RowErrors as fault:
        return _render_report(request, report, fault)
    return redirect_with_message(request, _("已签发。"), "report", report.pk)


def take_back_report(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Withdraw the signature."""
    withdraw_signature(request.user, report)
    return redirect_with_message(request, _("已撤回签发。"), "report", report.pk)


def submit_report(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Submit the report to the office."""
    submit(request.user, report)
    return redirect_with_message(request, _("已报送督查室。"), "report", report.pk)


def evidence(request: PageRequest, evidence: Evidence) -> HttpResponseBase:
    """Download a file of evidence: always as a file, never as a page."""
    return serve_stored_file(evidence.sha256, evidence.content_type, evidence.name)


def detach_evidence(request: PageRequest, report: BodyReport, evidence: int) -> HttpResponse:
    """Remove a file from an entry."""
    evidence_file = get_object_or_404(Evidence.objects.filter(entry__report=report), pk=evidence)
    detach(request.user, evidence_file)
    return redirect_with_message(request, _("已删除佐证材料。"), "report", report.pk)
