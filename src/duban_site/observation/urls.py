"""Published figures."""

from duban_site.core.access.page import page
from duban_site.observation import views
from duban_site.observation.models import Document
from duban_site.plans.models import Plan

SEE, DECIDE = "observation.see", "observation.decide"

urlpatterns = [
    page("", views.documents, "observation", see=SEE),
    page("plans/<int:pk>/read/", views.read, "observe", see=DECIDE, change=DECIDE, on=Plan),
    page("<int:pk>/", views.document, "observed", see=SEE, on=Document),
    page("<int:pk>/rows/<int:row>/", views.decide, "decide_proposal", change=DECIDE, on=Document),
    page("<int:pk>/accept/", views.accept_all, "accept_sure", change=DECIDE, on=Document),
]
