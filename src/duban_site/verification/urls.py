"""The year's check."""

from duban_site.core.access.page import page
from duban_site.plans.models import Plan
from duban_site.verification import views
from duban_site.verification.models import Check

SEE, MAKE = "verification.see", "verification.make"

urlpatterns = [
    page("", views.checks, "year_checks", see=SEE),
    page("plans/<int:pk>/new/", views.new, "new_check", see=MAKE, change=MAKE, on=Plan),
    page("<int:pk>/", views.check, "year_check", see=SEE, on=Check),
    page("<int:pk>/rows/<int:row>/", views.decide, "decide_row", change=MAKE, on=Check),
    page("<int:pk>/confirm/", views.confirm, "confirm_check", change=MAKE, on=Check),
    page("<int:pk>/discard/", views.discard, "discard_check", change=MAKE, on=Check),
    page("<int:pk>/facing/", views.facing, "year_check_facing", see=SEE, on=Check),
    page("<int:pk>/table.xlsx", views.table_xlsx, "contrast_xlsx", see=SEE, on=Check),
    page("<int:pk>/table.docx", views.table_docx, "contrast_docx", see=SEE, on=Check),
]
