"""The app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """待办."""

    name = "duban_site.home"
    verbose_name = "待办"
