"""The year's check."""

from duban_site.core.access.page import page
from duban_site.plans.models import Plan
from duban_site.verification import views
from duban_site.verification.models import Check

SEE, MAKE = "verification.see", "verification.make"

urlpatterns = [
    page("", views.list_checks, "year_checks", see=SEE),
    page("plans/<int:pk>/new/", views.open_new, "new_check", see=MAKE, change=MAKE, model=Plan),
    page("<int:pk>/", views.show_check, "year_check", see=SEE, model=Check),
    page("<int:pk>/rows/<int:row>/", views.decide_verdict, "decide_row", change=MAKE, model=Check),
    page("<int:pk>/confirm/", views.confirm_draft, "confirm_check", change=MAKE, model=Check),
    page("<int:pk>/discard/", views.discard_draft, "discard_check", change=MAKE, model=Check),
    page("<int:pk>/facing/", views.show_facing, "year_check_facing", see=SEE, model=Check),
    page("<int:pk>/table.xlsx", views.download_xlsx, "contrast_xlsx", see=SEE, model=Check),
    page("<int:pk>/table.docx", views.download_docx, "contrast_docx", see=SEE, model=Check),
]
