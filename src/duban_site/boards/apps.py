"""The app."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    """看板."""

    name = "duban_site.boards"
