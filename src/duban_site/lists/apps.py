"""The app."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    """清单."""

    name = "duban_site.lists"
    verbose_name = "清单"
