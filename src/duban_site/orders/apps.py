"""The app."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """督办."""

    name = "duban_site.orders"
    verbose_name = "督办"

    def ready(self) -> None:
        """Connect the notices to the signals of monthly reporting."""
        from duban_site.orders import report_notices
        from duban_site.reporting import signals

        signals.round_opened.connect(report_notices.notify_round_opened)
        signals.report_returned.connect(report_notices.notify_report_returned)
