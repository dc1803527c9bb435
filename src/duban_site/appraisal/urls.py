"""考核."""

from duban_site.appraisal import views
from duban_site.appraisal.models import Appraisal, Result
from duban_site.core.access.page import page
from duban_site.plans.models import Plan

SEE, MAKE, OWN = "appraisal.see", "appraisal.make", "appraisal.see_result"
OBJECT = "appraisal.object"

urlpatterns = [
    page("", views.appraisals, "appraisals", see=SEE),
    page("schemes/new/", views.scheme, "appraisal_scheme", see=MAKE, change=MAKE),
    page("plans/<int:pk>/new/", views.new, "new_appraisal", see=MAKE, change=MAKE, on=Plan),
    page("<int:pk>/", views.appraisal, "appraisal", see=SEE, on=Appraisal),
    page("<int:pk>/event/", views.event, "appraisal_event", change=MAKE, on=Appraisal),
    page("<int:pk>/freeze/", views.freeze, "freeze_appraisal", change=MAKE, on=Appraisal),
    page("<int:pk>/publish/", views.publish, "publish_appraisal", change=MAKE, on=Appraisal),
    page("<int:pk>/table.xlsx", views.workbook, "appraisal_xlsx", see=SEE, on=Appraisal),
    page(
        "<int:pk>/objections/<int:objection>/",
        views.answer,
        "answer_objection",
        change=MAKE,
        on=Appraisal,
    ),
    page("results/<int:pk>/", views.result, "appraisal_result", see=OWN, on=Result),
    page("results/<int:pk>/object/", views.objection, "object_to", change=OBJECT, on=Result),
]
