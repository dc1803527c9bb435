"""The app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """后台任务."""

    name = "duban_site.jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        """Every app's kinds of jobs are known from the start."""
        autodiscover_modules("tasks")
