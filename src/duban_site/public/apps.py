"""The app."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """公开."""

    name = "duban_site.public"
    verbose_name = "公开"

    def ready(self) -> None:
        """A publication is seen at once by the process that made it."""
        from duban_site.public.edition import freshness

        freshness.watch()
