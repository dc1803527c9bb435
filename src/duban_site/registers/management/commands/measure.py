"""`measure --as-of DAY`: read every measure of the registers, and feed the claims bound to them."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from duban_site.core.actor import SystemActor
from duban_site.core.clock import today
from duban_site.plans.models import Plan
from duban_site.registers.actions.feed_claims import feed_missed_months
from duban_site.registers.actions.read_measures import read_measures
from duban_site.registers.actions.update_shares import rebuild_stale_sums
from duban_site.registers.models import Register
from duban_site.registers.queries.measures import list_unsummed_queries


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
            if record_count := rebuild_stale_sums(register):
                self.stdout.write(f"{register}：重新汇总 {record_count} 条记录")
            unsummed_queries = list_unsummed_queries(register)
            read_count = len(read_measures(SystemActor(), register, day, unsummed_queries)) if unsummed_queries else 0
            summed_count = len(register.declaration.measures) - read_count
            message = f"{summed_count} 项统计口径随记录汇总，{read_count} 项已计算，截至 {day}"
            self.stdout.write(f"{register}：{message}")
        self._feed_bound_plans(day)

    def _feed_bound_plans(self, day: dt.date) -> None:
        """Feed every missed month end up to the day."""
        bound_plans = Plan.objects.filter(commitments__claims__binding__isnull=False, status="active")
        for plan in bound_plans.distinct():
            for period_end, outcome in feed_missed_months(SystemActor(), plan, day + dt.timedelta(days=1)):
                message = f"写入 {outcome.written} 个数据，{outcome.same} 个未变"
                self.stdout.write(f"{plan} 截至 {period_end}：{message}")
