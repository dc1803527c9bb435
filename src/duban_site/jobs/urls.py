"""后台任务 and timers."""

from duban_site.core.access.page import page
from duban_site.jobs import views
from duban_site.jobs.models import Job

urlpatterns = [
    page("jobs/", views.jobs, "jobs", see="jobs.see"),
    page("jobs/<int:pk>/", views.job, "job", see="jobs.see", on=Job),
    page("jobs/<int:pk>/cancel/", views.cancel, "cancel_job", change="jobs.cancel", on=Job),
    page("jobs/<int:pk>/confirm/", views.confirm, "confirm_job", change="jobs.confirm", on=Job),
    page("timers/", views.timers, "timers", see="jobs.see_timers"),
]
