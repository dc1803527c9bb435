"""The app."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """督办."""

    name = "duban_site.orders"
    verbose_name = "督办"
