"""`retain --as-of DAY`: erase the personal data whose retention has ended."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from duban_site.core.actor import SystemActor
from duban_site.core.clock import today
from duban_site.registers.actions.erase_personal_data import erase_due_records


class Command(BaseCommand):
    """Erases by the retention that each register declares; prints how many records it touched."""

    help = "按各台账声明的保存期限，删除到期的个人信息。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--as-of` is today by default."""
        parser.add_argument("--as-of", default="", help="截至日期，如 2025-12-31，默认今天")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase the personal data that are due, and print the number of records."""
        try:
            day = dt.date.fromisoformat(options["as_of"]) if options["as_of"] else today()
        except ValueError as error:
            raise CommandError(f"“{options['as_of']}”不是日期。请写成 2025-12-31。") from error
        if day > today():
            raise CommandError(f"{day}还没有到，不能提前删除。")
        erased_count = erase_due_records(SystemActor(), day)
        self.stdout.write(f"截至 {day}：{erased_count} 条记录的个人信息已删除")
