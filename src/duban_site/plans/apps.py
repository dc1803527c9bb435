"""The app."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """计划."""

    name = "duban_site.plans"
    verbose_name = "计划"
