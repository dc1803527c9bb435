"""The app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """留痕."""

    name = "duban_site.core.audit"
    verbose_name = "留痕"

    def ready(self) -> None:
        """Log uncovered rows at each commit, and rows that migrations changed."""
        from duban_site.core.audit.log import log_uncovered_changes
        from duban_site.core.audit.rows.migrated import log_migrated_rows
        from duban_site.database.wrapper import BEFORE_COMMIT_HOOKS

        BEFORE_COMMIT_HOOKS.append(log_uncovered_changes)
        post_migrate.connect(log_migrated_rows, sender=self)
