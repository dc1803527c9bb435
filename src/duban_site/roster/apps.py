"""The app."""

from django.apps import AppConfig


class RosterConfig(AppConfig):
    """花名册."""

    name = "duban_site.roster"
    verbose_name = "花名册"
