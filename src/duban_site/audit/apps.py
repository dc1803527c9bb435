"""The app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """留痕."""

    name = "duban_site.audit"
    verbose_name = "留痕"

    def ready(self) -> None:
        """Have rows logged anew that migrations changed."""
        from duban_site.audit.rows.migrated import log_migrated_rows

        post_migrate.connect(log_migrated_rows, sender=self)
