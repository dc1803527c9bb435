"""`duban site propose`: apply the rules to every plan in force, to propose orders."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from duban_site.core import clock
from duban_site.core.actor import SystemActor
from duban_site.core.errors import Refused
from duban_site.orders.actions.propose import propose_orders
from duban_site.plans.models import Plan, Status


class Command(BaseCommand):
    """Write proposals; an officer confirms or declines each."""

    help = "按规则提出督办建议；建议须由督查人员确认才成为督办单。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The day."""
        parser.add_argument("--as-of", help="日期 YYYY-MM-DD，默认今天")

    def handle(self, *args: Any, **options: Any) -> None:
        """Every plan in force."""
        date_text = options["as_of"]
        try:
            as_of = clock.today() if date_text is None else dt.date.fromisoformat(date_text)
        except ValueError as error:
            message = f"“{date_text}”不是日期。请写成 2025-12-31。"
            raise CommandError(message, returncode=2) from error
        for plan in Plan.objects.filter(status=Status.ACTIVE):
            try:
                outcome = propose_orders(SystemActor("定时任务"), plan, as_of)
            except Refused as error:
                raise CommandError(str(error), returncode=2) from error
            self.stdout.write(
                f"{plan}：新建议 {outcome.new} 条，仍成立 {outcome.standing_count} 条，已消除 {outcome.lapsed_count} 条"
            )
