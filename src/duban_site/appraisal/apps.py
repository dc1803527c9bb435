"""The app."""

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    """考核."""

    name = "duban_site.appraisal"
    verbose_name = "考核"
