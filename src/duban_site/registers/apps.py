"""The app."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """台账."""

    name = "duban_site.registers"
    verbose_name = "台账"

    def ready(self) -> None:
        """Register the registers as a provider of figures for claims."""
        from duban_site.registers.queries.bindings import fed_claims
        from duban_site.reporting.feeding import PROVIDERS

        if fed_claims not in PROVIDERS:
            PROVIDERS.append(fed_claims)
