"""The app."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """对接."""

    name = "duban_site.sync"
    verbose_name = "对接"
