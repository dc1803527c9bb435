"""Published figures."""

from duban_site.core.access.page import page
from duban_site.observation import views
from duban_site.observation.models import Document
from duban_site.plans.models import Plan

SEE, DECIDE = "observation.see", "observation.decide"

urlpatterns = [
    page("", views.list_documents, "observation", see=SEE),
    page("plans/<int:pk>/read/", views.submit_document, "observe", see=DECIDE, change=DECIDE, model=Plan),
    page("<int:pk>/", views.show_document, "observed", see=SEE, model=Document),
    page("<int:pk>/rows/<int:row>/", views.decide_proposal, "decide_proposal", change=DECIDE, model=Document),
    page("<int:pk>/accept/", views.accept_all_sure, "accept_sure", change=DECIDE, model=Document),
]
