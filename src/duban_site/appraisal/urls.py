"""考核."""

from duban_site.appraisal import views
from duban_site.appraisal.models import Appraisal, Result
from duban_site.core.access.page import page
from duban_site.plans.models import Plan

SEE, MAKE, SEE_RESULT = "appraisal.see", "appraisal.make", "appraisal.see_result"
OBJECT = "appraisal.object"

urlpatterns = [
    page("", views.show_appraisals, "appraisals", see=SEE),
    page("schemes/new/", views.declare_rules, "appraisal_scheme", see=MAKE, change=MAKE),
    page("plans/<int:pk>/new/", views.open_new, "new_appraisal", see=MAKE, change=MAKE, model=Plan),
    page("<int:pk>/", views.show_appraisal, "appraisal", see=SEE, model=Appraisal),
    page("<int:pk>/event/", views.submit_event, "appraisal_event", change=MAKE, model=Appraisal),
    page("<int:pk>/freeze/", views.freeze_scores, "freeze_appraisal", change=MAKE, model=Appraisal),
    page("<int:pk>/publish/", views.publish_scores, "publish_appraisal", change=MAKE, model=Appraisal),
    page("<int:pk>/table.xlsx", views.download_workbook, "appraisal_xlsx", see=SEE, model=Appraisal),
    page("<int:pk>/objections/<int:objection>/", views.submit_answer, "answer_objection", change=MAKE, model=Appraisal),
    page("results/<int:pk>/", views.show_result, "appraisal_result", see=SEE_RESULT, model=Result),
    page("results/<int:pk>/object/", views.submit_objection, "object_to", change=OBJECT, model=Result),
]
