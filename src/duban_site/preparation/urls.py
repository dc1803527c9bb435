"""A plan on its way to being in force."""

from duban_site.core.access.page import page
from duban_site.plans.models import Plan
from duban_site.preparation import views

ACTIVATE = "plans.activate"

urlpatterns = [
    page("<int:pk>/", views.plan, "plan", see="plans.see", model=Plan),
    page("<int:pk>/activate/", views.activate_plan, "activate", change=ACTIVATE, model=Plan),
    page("<int:pk>/reopen/", views.reopen, "reopen_plan", change=ACTIVATE, model=Plan),
    page(
        "<int:pk>/rules/",
        views.show_rules,
        "rules",
        see="reporting.see_assessment",
        change="plans.choose_rules",
        model=Plan,
    ),
    page("<int:pk>/delete/", views.delete, "delete_draft", change=ACTIVATE, model=Plan),
    page(
        "<int:pk>/schedules/",
        views.schedules,
        "schedules",
        see="plans.see_assign",
        change="reporting.schedule",
        model=Plan,
    ),
]
