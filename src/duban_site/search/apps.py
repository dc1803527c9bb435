"""The app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """搜索."""

    name = "duban_site.search"
    verbose_name = "搜索"
