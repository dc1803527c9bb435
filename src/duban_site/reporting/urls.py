"""Schedules, months, checking, judging."""

from duban_site.core.access.page import page
from duban_site.plans.models import Commitment, Plan
from duban_site.reporting import views
from duban_site.reporting import views_office as office
from duban_site.reporting import views_schedule as plans
from duban_site.reporting.models import Assessment, BodyReport, Evidence, ReportingRound

SEE_REPORT, EDIT, SIGN = "reporting.see_report", "reporting.edit_entry", "reporting.sign"
SUBMIT, CHECK = "reporting.submit", "reporting.check"
SEE_ROUNDS, SCHEDULE = "reporting.see_rounds", "reporting.schedule"
REPORT = "reports/<int:pk>/"

urlpatterns = [
    page("month/", views.month, "month", see="reporting.see_month"),
    page(REPORT, views.report, "report", see=SEE_REPORT, change=EDIT, model=BodyReport),
    page(REPORT + "sheet/", views.sheet_page, "sheet", see=SEE_REPORT, change=EDIT, model=BodyReport),
    page(REPORT + "draft/", views.draft, "draft_report", change=EDIT, model=BodyReport),
    page(REPORT + "discard/", views.discard, "discard_draft", change=EDIT, model=BodyReport),
    page(REPORT + "sign/", views.sign_report, "sign", change=SIGN, model=BodyReport),
    page(REPORT + "take-back/", views.take_back_report, "take_back", change=SIGN, model=BodyReport),
    page(REPORT + "submit/", views.submit_report, "submit", change=SUBMIT, model=BodyReport),
    page(REPORT + "evidence/<int:evidence>/remove/", views.detach_evidence, "detach", change=EDIT, model=BodyReport),
    page(REPORT + "accept/", office.accept, "accept_report", change=CHECK, model=BodyReport),
    page(REPORT + "send-back/", office.return_report, "send_back", change=CHECK, model=BodyReport),
    page("evidence/<int:pk>/", views.evidence, "evidence", see="reporting.see_evidence", model=Evidence),
    page(
        "evidence/<int:pk>/public/",
        office.evidence_public,
        "evidence_public",
        change="reporting.mark_public",
        model=Evidence,
    ),
    page("rounds/", office.rounds, "rounds", see=SEE_ROUNDS),
    page("rounds/<int:pk>/", office.round_page, "round", see=SEE_ROUNDS, model=ReportingRound),
    page("plans/<int:pk>/", office.plan_rounds, "plan_rounds", see=SEE_ROUNDS, model=Plan),
    page("plans/<int:pk>/open/", office.open_month, "open_round", change="reporting.open_round", model=Plan),
    page("plans/<int:pk>/breakdown.xlsx", office.breakdown, "breakdown", see="plans.export_breakdown", model=Plan),
    page("plans/<int:pk>/assess/", office.assess, "assess", change="reporting.assess", model=Plan),
    page(
        "plans/<int:pk>/series/",
        plans.series,
        "series",
        see="reporting.see_series",
        change="reporting.manage_series",
        model=Plan,
    ),
    page("late/", office.late, "late", see="reporting.see_late"),
    page("commitments/<int:pk>/schedule/", plans.schedule, "schedule", see="reporting.see_schedule", model=Commitment),
    page(
        "commitments/<int:pk>/schedule/<int:claim>/",
        plans.save_schedule,
        "save_schedule",
        change=SCHEDULE,
        model=Commitment,
    ),
    page("commitments/<int:pk>/milestones/", plans.milestones, "milestones", change=SCHEDULE, model=Commitment),
    page(
        "assessments/<int:pk>/",
        office.assessment,
        "assessment",
        see="reporting.see_assessment",
        change="reporting.reply",
        model=Assessment,
    ),
]
