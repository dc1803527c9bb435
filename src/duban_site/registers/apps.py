"""The app."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """台账."""

    name = "duban_site.registers"
    verbose_name = "台账"

    def ready(self) -> None:
        """Register the registers as a provider of figures for claims."""
        from duban_site.registers.queries.bindings import find_figure_sources
        from duban_site.reporting.figure_sources import SOURCE_PROVIDERS

        if find_figure_sources not in SOURCE_PROVIDERS:
            SOURCE_PROVIDERS.append(find_figure_sources)
