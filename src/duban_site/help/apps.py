"""The app."""

from django.apps import AppConfig


class HelpConfig(AppConfig):
    """帮助."""

    name = "duban_site.help"
    verbose_name = "帮助"
