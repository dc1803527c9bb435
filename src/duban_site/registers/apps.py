"""The app."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """台账."""

    name = "duban_site.registers"
    verbose_name = "台账"
