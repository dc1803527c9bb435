"""The app."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """年度核对."""

    name = "duban_site.verification"
    verbose_name = "年度核对"
