"""The app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """账号."""

    name = "duban_site.accounts"
    verbose_name = "账号"
