"""The app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """留痕."""

    name = "duban_site.audit"
    verbose_name = "留痕"
