"""The app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """身份鉴别."""

    name = "duban_site.identity"
    verbose_name = "身份鉴别"
