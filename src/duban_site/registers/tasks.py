"""What the registers do by the clock: sums made, claims fed, personal data erased."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.core.clock import today
from duban_site.jobs.registry import Daily, Result, timer
from duban_site.jobs.running import Task
from duban_site.plans.models import Plan, Status
from duban_site.registers.actions.erase import erase_due
from duban_site.registers.actions.feed import feed_missed
from duban_site.registers.actions.read_measure import read_measures
from duban_site.registers.actions.share import renew
from duban_site.registers.models import Register
from duban_site.registers.queries.measures import unsummed


@timer("registers.measure", gettext_lazy("计算台账的统计口径"), Daily(0, 30))
def measure(task: Task) -> Result:
    """Make stale sums anew and read what is not added up with each event; harmless to repeat."""
    registers = list(Register.objects.all())
    sums = measures = 0
    for n, register in enumerate(registers):
        task.tell(register.name, n, len(registers))
        sums += renew(register)
        rest = unsummed(register)
        measures += len(read_measures(task.actor, register, today(), rest)) if rest else 0
    told = {"sums": sums, "measures": measures}
    return Result(_("重新汇总 %(sums)s 条记录，计算 %(measures)s 项口径。") % told)


@timer("registers.feed", gettext_lazy("月末由台账供数"), Daily(1))
def feed_by_the_calendar(task: Task) -> Result:
    """Every plan in force."""
    bound = Plan.objects.filter(commitments__claims__binding__isnull=False, status=Status.ACTIVE)
    written = months = 0
    for plan in bound.distinct():
        for end, done in feed_missed(task.actor, plan, today()):
            task.tell(f"{plan} {end:%Y-%m}")
            written, months = written + done.written, months + 1
    told = {"months": months, "n": written}
    return Result(_("补了 %(months)s 个月末，写入 %(n)s 个数据。") % told)


@timer("registers.erase", gettext_lazy("删除台账中保存期满的个人信息"), Daily(2, 10))
def erase(task: Task) -> Result:
    """Each record in a transaction of its own."""
    count = erase_due(task.actor, today())
    return Result(_("%(n)s 条记录的个人信息已删除。") % {"n": count})
