"""The app."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """公开."""

    name = "duban_site.public"
    verbose_name = "公开"

    def ready(self) -> None:
        """Connect the signals that clear the cached publication state."""
        from duban_site.public.edition import publication_state

        publication_state.connect_invalidation()
