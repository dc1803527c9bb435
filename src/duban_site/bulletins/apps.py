"""The app."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """通报."""

    name = "duban_site.bulletins"
    verbose_name = "通报"
