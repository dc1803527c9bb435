"""Pages of the office: rounds, checking reports, assessing; and the right of reply."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban.documents.breakdown_xlsx import render_breakdown_xlsx
from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.responses import XLSX_TYPE, make_attachment, parse_date, parse_key, redirect_with_message
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow_job
from duban_site.plans.breakdown import build_rows
from duban_site.plans.models import Plan
from duban_site.reporting.actions.add_reply import reply
from duban_site.reporting.actions.check_report import accept_report, send_back
from duban_site.reporting.actions.mark_public import mark_public
from duban_site.reporting.actions.open_round import DUE_DAY, GRACE_DAYS, open_round
from duban_site.reporting.models import Assessment, BodyReport, Evidence, ReportingRound, ReportStatus
from duban_site.reporting.models.report import HANDED_IN
from duban_site.reporting.queries import office
from duban_site.reporting.queries.late_reports import list_late_or_missing
from duban_site.reporting.queries.month import build_month_rows, require_empty_confirmed


def rounds(request: PageRequest) -> HttpResponse:
    """Every plan in force with its rounds."""
    context = {"plans": office.list_plans_with_rounds(), "section": "rounds"}
    return render(request, "reporting/rounds.html", context)


def plan_rounds(request: PageRequest, plan: Plan) -> HttpResponse:
    """A plan's rounds, and the form that opens the next; `as_of` is the day whose assessment is counted."""
    assessed_day = parse_date(request.GET.get("as_of", ""))
    context = {
        "plan": plan,
        "rounds": office.list_rounds(plan),
        "next_month": office.find_next_month(plan),
        "due_day": DUE_DAY,
        "grace": GRACE_DAYS,
        "assessed": office.count_statuses(plan, assessed_day) or office.count_statuses(plan),
        "section": "rounds",
    }
    return render(request, "reporting/plan_rounds.html", context)


def open_month(request: PageRequest, plan: Plan) -> HttpResponse:
    """Open a month's round: every lead body is asked to report."""
    numbers = [parse_key(request.POST.get(field_name, "")) for field_name in ("month", "day", "grace")]
    month, day, grace = numbers
    if month is None or day is None or grace is None:
        raise Refused(_("月份、日期和宽限天数都要填数字。"))
    new_round = open_round(request.user, plan, month, due_day=day, grace_days=grace)
    message = _("已布置 %(month)s月填报，%(due)s 前报送。")
    details = {"month": new_round.month, "due": new_round.due}
    return redirect_with_message(request, message % details, "plan_rounds", plan.pk)


def round_page(request: PageRequest, reporting_round: ReportingRound) -> HttpResponse:
    """One round with the status of each body's report."""
    reports = office.list_reports(reporting_round)
    context = {
        "round": reporting_round,
        "reports": reports,
        "missing": sum(report.status not in HANDED_IN for report in reports),
        "not_handed_in": [status for status in ReportStatus if status not in HANDED_IN],
        "section": "rounds",
    }
    return render(request, "reporting/round.html", context)


def accept(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Accept a report."""
    require_empty_confirmed(build_month_rows(report), request.POST.get("empty", ""))
    milestone_ids = (parse_key(posted_id) for posted_id in request.POST.getlist("milestone"))
    figures = accept_report(
        request.user, report, [milestone_id for milestone_id in milestone_ids if milestone_id is not None]
    )
    message = _("已采用，新增 %(count)s 个数据。") % {"count": len(figures)}
    return redirect_with_message(request, message, "round", report.round_id)


def return_report(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Send a report back."""
    remarks = {
        int(field_name.removeprefix("remark-")): request.POST.get(field_name, "")
        for field_name in request.POST
        if field_name.startswith("remark-") and parse_key(field_name.removeprefix("remark-")) is not None
    }
    send_back(request.user, report, request.POST.get("reason", ""), remarks)
    return redirect_with_message(request, _("已退回单位。"), "round", report.round_id)


def evidence_public(request: PageRequest, evidence: Evidence) -> HttpResponse:
    """Mark a file of evidence as public or not."""
    public = request.POST.get("public") == "1"
    mark_public(request.user, evidence, public)
    message = _("已标为可以公开。") if public else _("已标为不公开。")
    return redirect_with_message(request, message, "report", evidence.entry.report_id)


def late(request: PageRequest) -> HttpResponse:
    """Late and missing reports."""
    return render(request, "reporting/late.html", {"reports": list_late_or_missing(), "section": "late"})


def assess(request: PageRequest, plan: Plan) -> HttpResponse:
    """Enqueue an assessment of the plan as of a day."""
    as_of = parse_date(request.POST.get("as_of", "")) or clock.today()
    title = _("评价 %(plan)s（%(day)s）") % {"plan": plan, "day": as_of}
    arguments = {"plan": plan.pk, "as_of": as_of.isoformat()}
    lane = f"assess:{plan.pk}"
    return follow_job(request, enqueue(request.user, "reporting.assess", arguments, title=title, lane=lane))


def breakdown(request: PageRequest, plan: Plan) -> HttpResponse:
    """The 目标任务分解表 as a workbook, with each commitment's status and progress."""
    title = _("%(plan)s目标任务分解表") % {"plan": plan}
    table = render_breakdown_xlsx(title, build_rows(plan, office.load_progress(plan)))
    return make_attachment(table, XLSX_TYPE, f"breakdown-{plan.pk}.xlsx")


def assessment(request: PageRequest, assessment: Assessment) -> HttpResponse:
    """One assessment with its sum and the body's replies; POST adds a reply."""
    if request.method == "POST":
        reply(request.user, assessment, request.POST.get("text", ""))
        return redirect_with_message(request, _("已登记说明。"), "assessment", assessment.pk)
    context = {
        "assessment": assessment,
        "replies": assessment.replies.select_related("body", "by"),
        "may_reply": policy.may(request.user, "reporting.reply", assessment),
        "section": "plans",
    }
    return render(request, "reporting/assessment.html", context)
