"""The app."""

from django.apps import AppConfig


class ComparingConfig(AppConfig):
    """横向对比."""

    name = "duban_site.comparison"
    verbose_name = "横向对比"
