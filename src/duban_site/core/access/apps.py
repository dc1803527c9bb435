"""The app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """权限."""

    name = "duban_site.core.access"
    verbose_name = "权限"

    def ready(self) -> None:
        """Register the system checks."""
        from duban_site.core.access import checks  # noqa: F401
