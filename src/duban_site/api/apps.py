"""The app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """接口."""

    name = "duban_site.api"
    verbose_name = "接口"
