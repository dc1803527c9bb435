"""后台任务 and timers."""

from duban_site.core.access.page import page
from duban_site.jobs import views
from duban_site.jobs.models import Job

urlpatterns = [
    page("jobs/", views.show_jobs, "jobs", see="jobs.see"),
    page("jobs/<int:pk>/", views.show_job, "job", see="jobs.see", model=Job),
    page("jobs/<int:pk>/cancel/", views.cancel_job, "cancel_job", change="jobs.cancel", model=Job),
    page("jobs/<int:pk>/confirm/", views.confirm_job, "confirm_job", change="jobs.confirm", model=Job),
    page("timers/", views.show_timers, "timers", see="jobs.see_timers"),
]
