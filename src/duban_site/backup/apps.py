"""The app: it has a timer, and nothing in the database."""

from django.apps import AppConfig


class BackupConfig(AppConfig):
    """备份."""

    name = "duban_site.backup"
    verbose_name = "备份"
