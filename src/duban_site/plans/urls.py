"""From report to plan."""

from duban_site.core.access.page import page
from duban_site.plans import views
from duban_site.plans import views_assign as assigning
from duban_site.plans.models import Commitment, Plan

SEE_REVIEW, REVIEW = "plans.see_review", "plans.review"

urlpatterns = [
    page("", views.plans, "plans", see="plans.see"),
    page("import/", views.import_plan, "import_plan", see="plans.import", change="plans.import"),
    page("<int:pk>/close/", views.close_plan, "close", change="plans.activate", model=Plan),
    page("<int:pk>/review/<int:order>/", views.review, "review", see=SEE_REVIEW, model=Plan),
    page("<int:pk>/review/<int:order>/accept/", views.accept_part, "accept_part", change=REVIEW, model=Plan),
    page("<int:pk>/review/<int:order>/reject/", views.reject_part, "reject_part", change=REVIEW, model=Plan),
    page(
        "<int:pk>/commitments/<int:commitment>/review/",
        views.commitment_review,
        "commitment_review",
        see=SEE_REVIEW,
        model=Plan,
    ),
    page(
        "<int:pk>/commitments/<int:commitment>/decide/<slug:what>/",
        views.decide_on,
        "decide",
        change=REVIEW,
        model=Plan,
    ),
    page("<int:pk>/commitments/<int:commitment>/split/", views.split_commitment, "split", change=REVIEW, model=Plan),
    page("<int:pk>/commitments/<int:commitment>/merge/", views.merge_commitments, "merge", change=REVIEW, model=Plan),
    page("<int:pk>/review/<int:order>/topics/<int:topic>/add/", views.add, "add_commitment", change=REVIEW, model=Plan),
    page(
        "<int:pk>/commitments/<int:commitment>/indicators/add/",
        views.add_indicator,
        "add_indicator",
        change=REVIEW,
        model=Plan,
    ),
    page("<int:pk>/claims/<int:claim>/", views.save_claim, "save_claim", change=REVIEW, model=Plan),
    page(
        "<int:pk>/claims/<int:claim>/adjust/",
        views.adjust,
        "adjust",
        see="plans.adjust_target",
        change="plans.adjust_target",
        model=Plan,
    ),
    page(
        "<int:pk>/assign/<int:order>/",
        assigning.assign,
        "assign",
        see="plans.see_assign",
        change="plans.assign",
        model=Plan,
    ),
    page("<int:pk>/breakdown/", assigning.upload, "import_breakdown", change="plans.import_breakdown", model=Plan),
    page("commitments/<int:pk>/", views.commitment, "commitment", see="plans.see_commitment", model=Commitment),
]
