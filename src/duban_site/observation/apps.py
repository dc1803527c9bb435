"""The app."""

from django.apps import AppConfig


class ObservationConfig(AppConfig):
    """公布数据."""

    name = "duban_site.observation"
    verbose_name = "公布数据"
