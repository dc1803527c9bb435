"""The app."""

from django.apps import AppConfig


class PreparationConfig(AppConfig):
    """准备."""

    name = "duban_site.preparation"
    verbose_name = "准备"
