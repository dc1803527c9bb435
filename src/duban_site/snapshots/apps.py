"""The app."""

from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    """封存."""

    name = "duban_site.snapshots"
    verbose_name = "封存"
