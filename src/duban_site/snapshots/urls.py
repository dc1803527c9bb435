"""Addresses for closing, publishing and withdrawing months."""

from duban_site.core.access.page import page
from duban_site.plans.models import Plan
from duban_site.snapshots import views
from duban_site.snapshots.models import Snapshot

SEE_SNAPSHOTS, PUBLISH_SNAPSHOT = "snapshots.see", "snapshots.publish"

urlpatterns = [
    page("", views.show_plans, "months_of_plans", see=SEE_SNAPSHOTS),
    page("plans/<int:pk>/", views.show_months, "months", see=SEE_SNAPSHOTS, model=Plan),
    page("plans/<int:pk>/close/", views.close_plan_month, "close_month", change="snapshots.close", model=Plan),
    page("<int:pk>/", views.show_snapshot, "snapshot", see=SEE_SNAPSHOTS, model=Snapshot),
    page(
        "<int:pk>/publish/",
        views.show_publish,
        "publish",
        see=PUBLISH_SNAPSHOT,
        change=PUBLISH_SNAPSHOT,
        model=Snapshot,
    ),
    page("<int:pk>/withdraw/", views.withdraw_published, "withdraw", change="snapshots.withdraw", model=Snapshot),
]
