"""`measure --as-of DAY`: read every measure of the registers, and feed the claims bound to them."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from duban_site.core.actor import System
from duban_site.core.clock import today
from duban_site.plans.models import Plan
from duban_site.registers.actions.feed import feed_missed
from duban_site.registers.actions.read_measure import read_measures
from duban_site.registers.actions.share import renew
from duban_site.registers.models import Register
from duban_site.registers.queries.measures import unsummed


class Command(BaseCommand):
    """For every night: compute measures without sums, rebuild stale sums, feed claims."""

    help = "计算台账的统计口径；并为绑定的指标补齐已过月末的数据。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--register` names one register by its code."""
        parser.add_argument("--as-of", default="", help="截至日期，默认今天")
        parser.add_argument("--register", default="", help="只算这个代码的台账")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute the measures, then feed the past months."""
        try:
            day = dt.date.fromisoformat(options["as_of"]) if options["as_of"] else today()
        except ValueError as error:
            raise CommandError(f"“{options['as_of']}”不是日期。请写成 2025-12-31。") from error
        registers = Register.objects.all()
        if options["register"]:
            registers = registers.filter(key=options["register"])
            if not registers:
                raise CommandError(f"没有代码为“{options['register']}”的台账。")
        for register in registers:
            if made := renew(register):
                self.stdout.write(f"{register}：重新汇总 {made} 条记录")
            rest = unsummed(register)
            count = len(read_measures(System(), register, day, rest)) if rest else 0
            summed = len(register.declaration.measures) - count
            told = f"{summed} 项统计口径随记录汇总，{count} 项已计算，截至 {day}"
            self.stdout.write(f"{register}：{told}")
        self._feed(day)

    def _feed(self, day: dt.date) -> None:
        """Feed every missed month end up to the day."""
        bound = Plan.objects.filter(commitments__claims__binding__isnull=False, status="active")
        for plan in bound.distinct():
            for end, done in feed_missed(System(), plan, day + dt.timedelta(days=1)):
                told = f"写入 {done.written} 个数据，{done.same} 个未变"
                self.stdout.write(f"{plan} 截至 {end}：{told}")
