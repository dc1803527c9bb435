"""The log."""

from duban_site.core.access.page import page
from duban_site.core.audit import views

urlpatterns = [
    page("log/", views.show_log, "log", see="audit.read", personal=True),
    page("log/csv/", views.download_log_csv, "log_csv", see="audit.read", personal=True),
]
