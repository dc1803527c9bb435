"""`duban site deliver`: deliver publications to webhooks; run it every minute."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from duban_site.api.webhook_delivery import deliver_messages
from duban_site.core.clock import utc_now


class Command(BaseCommand):
    """Send due webhook messages."""

    help = "推送已公布的变动（每分钟运行一次）"

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and report how many were delivered and how many wait for a retry."""
        delivered_count, retry_count = deliver_messages(utc_now())
        self.stdout.write(f"送达 {delivered_count} 条，待重试 {retry_count} 条")
