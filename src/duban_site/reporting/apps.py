"""The app."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """数据."""

    name = "duban_site.reporting"
    verbose_name = "数据"
