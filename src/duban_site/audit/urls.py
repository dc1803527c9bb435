"""The log."""

from duban_site.access.page import page
from duban_site.audit import views

urlpatterns = [page("log/", views.log, "log", see="audit.read")]
