"""Addresses for closing, publishing and withdrawing months."""

from duban_site.core.access.page import page
from duban_site.plans.models import Plan
from duban_site.snapshots import views
from duban_site.snapshots.models import Snapshot

SEE, PUBLISH = "snapshots.see", "snapshots.publish"

urlpatterns = [
    page("", views.plans, "months_of_plans", see=SEE),
    page("plans/<int:pk>/", views.months, "months", see=SEE, on=Plan),
    page("plans/<int:pk>/close/", views.close, "close_month", change="snapshots.close", on=Plan),
    page("<int:pk>/", views.snapshot, "snapshot", see=SEE, on=Snapshot),
    page("<int:pk>/publish/", views.publish, "publish", see=PUBLISH, change=PUBLISH, on=Snapshot),
    page(
        "<int:pk>/withdraw/",
        views.withdraw,
        "withdraw",
        change="snapshots.withdraw",
        on=Snapshot,
    ),
]
