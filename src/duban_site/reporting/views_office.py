"""Pages of the office: rounds, checking reports, assessing; and the right of reply."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duban.documents.breakdown_xlsx import breakdown_xlsx
from duban_site.core import clock
from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused
from duban_site.core.web import XLSX, attachment, date_or_none, done, key_or_none
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.views import follow
from duban_site.plans.breakdown import rows
from duban_site.plans.models import Plan
from duban_site.reporting.actions.check import accept_report, send_back
from duban_site.reporting.actions.mark_public import mark_public
from duban_site.reporting.actions.open_round import DUE_DAY, GRACE_DAYS, open_round
from duban_site.reporting.actions.reply import reply
from duban_site.reporting.models import (
    Assessment,
    BodyReport,
    Evidence,
    ReportingRound,
    ReportStatus,
)
from duban_site.reporting.models.report import HANDED_IN
from duban_site.reporting.queries import office
from duban_site.reporting.queries.check import late_or_missing


def rounds(request: PageRequest) -> HttpResponse:
    """Every plan in force with its rounds."""
    shown = {"plans": office.plans_with_rounds(), "section": "rounds"}
    return render(request, "reporting/rounds.html", shown)


def plan_rounds(request: PageRequest, plan: Plan) -> HttpResponse:
    """A plan's rounds, and the form that opens the next."""
    shown = {
        "plan": plan,
        "rounds": office.rounds_of(plan),
        "next_month": office.next_month(plan),
        "due_day": DUE_DAY,
        "grace": GRACE_DAYS,
        "newest": office.newest_counts(plan),
        "section": "rounds",
    }
    return render(request, "reporting/plan_rounds.html", shown)


def open_month(request: PageRequest, plan: Plan) -> HttpResponse:
    """Open a month's round: every lead body is asked to report."""
    asked = [key_or_none(request.POST.get(name, "")) for name in ("month", "day", "grace")]
    month, day, grace = asked
    if month is None or day is None or grace is None:
        raise Refused(_("月份、日期和宽限天数都要填数字。"))
    opened = open_round(request.user, plan, month, day=day, grace=grace)
    message = _("已布置 %(month)s月填报，%(due)s 前报送。")
    told = {"month": opened.month, "due": opened.due}
    return done(request, message % told, "plan_rounds", plan.pk)


def round_page(request: PageRequest, asked: ReportingRound) -> HttpResponse:
    """One round with the status of each body's report."""
    reports = office.reports_of(asked)
    shown = {
        "round": asked,
        "reports": reports,
        "missing": sum(report.status not in HANDED_IN for report in reports),
        "not_handed_in": [status for status in ReportStatus if status not in HANDED_IN],
        "section": "rounds",
    }
    return render(request, "reporting/round.html", shown)


def accept(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Accept a report."""
    asked = (key_or_none(text) for text in request.POST.getlist("milestone"))
    figures = accept_report(request.user, report, [key for key in asked if key is not None])
    message = _("已采用，新增 %(count)s 个数据。") % {"count": len(figures)}
    return done(request, message, "round", report.round_id)


def back(request: PageRequest, report: BodyReport) -> HttpResponse:
    """Send a report back."""
    remarks = {
        int(name.removeprefix("remark-")): request.POST.get(name, "")
        for name in request.POST
        if name.startswith("remark-") and key_or_none(name.removeprefix("remark-")) is not None
    }
    send_back(request.user, report, request.POST.get("reason", ""), remarks)
    return done(request, _("已退回单位。"), "round", report.round_id)


def evidence_public(request: PageRequest, evidence: Evidence) -> HttpResponse:
    """Mark a file of evidence as public or not."""
    public = request.POST.get("public") == "1"
    mark_public(request.user, evidence, public)
    message = _("已标为可以公开。") if public else _("已标为不公开。")
    return done(request, message, "report", evidence.entry.report_id)


def late(request: PageRequest) -> HttpResponse:
    """Late and missing reports."""
    return render(request, "reporting/late.html", {"reports": late_or_missing(), "section": "late"})


def assess(request: PageRequest, plan: Plan) -> HttpResponse:
    """Enqueue an assessment of the plan as of a day."""
    day = date_or_none(request.POST.get("as_of", "")) or clock.today()
    title = _("评价 %(plan)s（%(day)s）") % {"plan": plan, "day": day}
    asked = {"plan": plan.pk, "as_of": day.isoformat()}
    lane = f"assess:{plan.pk}"
    return follow(request, enqueue(request.user, "reporting.assess", asked, title=title, lane=lane))


def breakdown(request: PageRequest, plan: Plan) -> HttpResponse:
    """The 目标任务分解表 as a workbook, with each commitment's status and progress."""
    title = _("%(plan)s目标任务分解表") % {"plan": plan}
    table = breakdown_xlsx(title, rows(plan, office.told(plan)))
    return attachment(table, XLSX, f"breakdown-{plan.pk}.xlsx")


def assessment(request: PageRequest, assessment: Assessment) -> HttpResponse:
    """One assessment with its sum and the body's replies; POST adds a reply."""
    if request.method == "POST":
        reply(request.user, assessment, request.POST.get("text", ""))
        return done(request, _("已登记说明。"), "assessment", assessment.pk)
    shown = {
        "assessment": assessment,
        "replies": assessment.replies.select_related("body", "by"),
        "may_reply": policy.may(request.user, "reporting.reply", assessment),
        "section": "plans",
    }
    return render(request, "reporting/assessment.html", shown)
