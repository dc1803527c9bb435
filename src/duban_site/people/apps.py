"""The app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """人员与单位."""

    name = "duban_site.people"
    verbose_name = "人员与单位"
