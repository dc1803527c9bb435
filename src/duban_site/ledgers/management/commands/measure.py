"""`measure --as-of DAY`: read every measure of the registers, and feed the claims bound to them."""

from __future__ import annotations

import calendar
import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from duban_site.clock import today
from duban_site.ledgers.actions.feed import feed
from duban_site.ledgers.actions.read_measure import read_measures
from duban_site.ledgers.actions.share import renew
from duban_site.ledgers.models import Ledger
from duban_site.ledgers.queries.measures import unsummed
from duban_site.people.actor import System
from duban_site.plans.models import Plan


class Command(BaseCommand):
    """Meant for every night: what is not added up with each event is read, and stale sums made."""

    help = "计算台账的统计口径；在月末还为绑定的指标写入数据。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--ledger` names one register by its code."""
        parser.add_argument("--as-of", default="", help="截至日期，默认今天")
        parser.add_argument("--ledger", default="", help="只算这个代码的台账")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, and feed at a month's end."""
        try:
            day = dt.date.fromisoformat(options["as_of"]) if options["as_of"] else today()
        except ValueError as error:
            raise CommandError(f"“{options['as_of']}”不是日期。请写成 2025-12-31。") from error
        ledgers = Ledger.objects.all()
        if options["ledger"]:
            ledgers = ledgers.filter(key=options["ledger"])
            if not ledgers:
                raise CommandError(f"没有代码为“{options['ledger']}”的台账。")
        for ledger in ledgers:
            if made := renew(ledger):
                self.stdout.write(f"{ledger}：重新汇总 {made} 条记录")
            rest = unsummed(ledger)
            count = len(read_measures(System(), ledger, day, rest)) if rest else 0
            summed = len(ledger.declaration.measures) - count
            told = f"{summed} 项统计口径随记录汇总，{count} 项已计算，截至 {day}"
            self.stdout.write(f"{ledger}：{told}")
        if day.day == calendar.monthrange(day.year, day.month)[1]:
            self._feed(day)

    def _feed(self, day: dt.date) -> None:
        bound = Plan.objects.filter(commitments__claims__binding__isnull=False, status="active")
        for plan in bound.distinct():
            done = feed(System(), plan, day)
            self.stdout.write(f"{plan}：写入 {done.written} 个数据，{done.same} 个未变")
