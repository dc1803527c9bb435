"""Schedules, months, checking, judging."""

from duban_site.access.page import page
from duban_site.figures import views
from duban_site.figures import views_office as office
from duban_site.figures import views_schedule as plans
from duban_site.figures.models import Assessment, Evidence, ReportingRound, UnitReport
from duban_site.plans.models import Commitment, Plan

SEE_REPORT, EDIT, SIGN = "figures.see_report", "figures.edit_entry", "figures.sign"
SUBMIT, CHECK = "figures.submit", "figures.check"
SEE_ROUNDS, SCHEDULE = "figures.see_rounds", "figures.schedule"
REPORT = "reports/<int:pk>/"

urlpatterns = [
    page("month/", views.month, "month", see="figures.see_month"),
    page(REPORT, views.report, "report", see=SEE_REPORT, change=EDIT, on=UnitReport),
    page(REPORT + "sheet/", views.sheet_page, "sheet", see=SEE_REPORT, change=EDIT, on=UnitReport),
    page(REPORT + "sign/", views.sign_report, "sign", change=SIGN, on=UnitReport),
    page(REPORT + "take-back/", views.take_back_report, "take_back", change=SIGN, on=UnitReport),
    page(REPORT + "submit/", views.submit_report, "submit", change=SUBMIT, on=UnitReport),
    page(
        REPORT + "evidence/<int:evidence>/remove/",
        views.detach_evidence,
        "detach",
        change=EDIT,
        on=UnitReport,
    ),
    page(REPORT + "accept/", office.accept, "accept_report", change=CHECK, on=UnitReport),
    page(REPORT + "send-back/", office.back, "send_back", change=CHECK, on=UnitReport),
    page("evidence/<int:pk>/", views.evidence, "evidence", see="figures.see_evidence", on=Evidence),
    page(
        "evidence/<int:pk>/public/",
        office.evidence_public,
        "evidence_public",
        change="figures.mark_public",
        on=Evidence,
    ),
    page("rounds/", office.rounds, "rounds", see=SEE_ROUNDS),
    page("rounds/<int:pk>/", office.round_page, "round", see=SEE_ROUNDS, on=ReportingRound),
    page("plans/<int:pk>/", office.plan_rounds, "plan_rounds", see=SEE_ROUNDS, on=Plan),
    page(
        "plans/<int:pk>/open/",
        office.open_month,
        "open_round",
        change="figures.open_round",
        on=Plan,
    ),
    page(
        "plans/<int:pk>/breakdown.xlsx",
        office.breakdown,
        "breakdown",
        see="plans.export_breakdown",
        on=Plan,
    ),
    page("plans/<int:pk>/assess/", office.assess, "assess", change="figures.assess", on=Plan),
    page(
        "plans/<int:pk>/series/",
        plans.series,
        "series",
        see="figures.see_series",
        change="figures.manage_series",
        on=Plan,
    ),
    page("late/", office.late, "late", see="figures.see_late"),
    page(
        "commitments/<int:pk>/schedule/",
        plans.schedule,
        "schedule",
        see="figures.see_schedule",
        on=Commitment,
    ),
    page(
        "commitments/<int:pk>/schedule/<int:claim>/",
        plans.save_schedule,
        "save_schedule",
        change=SCHEDULE,
        on=Commitment,
    ),
    page(
        "commitments/<int:pk>/milestones/",
        plans.milestones,
        "milestones",
        change=SCHEDULE,
        on=Commitment,
    ),
    page(
        "assessments/<int:pk>/",
        office.assessment,
        "assessment",
        see="figures.see_assessment",
        change="figures.reply",
        on=Assessment,
    ),
]
