"""The app."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """台账."""

    name = "duban_site.ledgers"
    verbose_name = "台账"
