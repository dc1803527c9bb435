"""Scheduled and background tasks of the registers: imports, sums, feeding, erasure."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.core.clock import today
from duban_site.jobs.differences import to_confirm
from duban_site.jobs.registry import Ask, Daily, Result, Write, job, timer
from duban_site.jobs.running import Task
from duban_site.plans.models import Plan, Status
from duban_site.registers.actions.erase import erase_due
from duban_site.registers.actions.feed import feed_missed
from duban_site.registers.actions.import_readings import compare_readings, import_readings
from duban_site.registers.actions.import_sheets import compare_sheets, import_sheets
from duban_site.registers.actions.read_measure import read_measures
from duban_site.registers.actions.share import renew
from duban_site.registers.models import Register
from duban_site.registers.queries.measures import unsummed
from duban_site.registers.uploads import sheets_in


@job("registers.import", gettext_lazy("导入台账"))
def import_table(task: Task) -> Write | Ask | Result:
    """Show what a filled file would change in a register; import it once that is confirmed."""
    register = Register.objects.get(pk=task.arguments["register"])
    name, data = task.file()
    task.tell(_("正在读取表格"))
    sheets = sheets_in(name, data, register)
    address = reverse("register", args=[register.pk])
    found = compare_sheets(task.actor, register, sheets)
    task.tell(_("正在核对"))
    unchanged = _("表格与台账一致，没有改动。")
    if (answer := to_confirm(task, found, address, unchanged)) is not None:
        return answer

    def write() -> Result:
        done = import_sheets(
            task.actor,
            register,
            sheets,
            file=(name, data),
            clear=bool(task.arguments.get("clear")),
            confirmed=task.confirmed,
        )
        message = _("新增 %(new)s 条，修改 %(changed)s 条，%(same)s 条未变。")
        told = {"new": done.new, "changed": done.changed, "same": done.same}
        return Result(message % told, address)

    return write


@job("registers.import_readings", gettext_lazy("导入监测数据"))
def import_readings_file(task: Task) -> Write | Ask | Result:
    """Show what a file of readings would change; import it once that is confirmed."""
    register = Register.objects.get(pk=task.arguments["register"])
    name, data = task.file()
    task.tell(_("正在读取表格"))
    sheets = sheets_in(name, data, register)
    address = reverse("register_judging", args=[register.pk])
    found = compare_readings(task.actor, register, sheets)
    unchanged = _("表格与台账一致，没有改动。")
    if (answer := to_confirm(task, found, address, unchanged)) is not None:
        return answer

    def write() -> Result:
        confirmed = task.confirmed
        given = (name, data)
        count = import_readings(task.actor, register, sheets, file=given, confirmed=confirmed)
        return Result(_("已导入 %(n)s 次监测。") % {"n": count}, address)

    return write


@timer("registers.measure", gettext_lazy("计算台账的统计口径"), Daily(0, 30))
def measure(task: Task) -> Result:
    """Rebuild stale sums, and compute measures that have none; harmless to repeat."""
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
    """Feed the missed month ends of every plan in force."""
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
    """Erase what is due, each record in a transaction of its own."""
    count = erase_due(task.actor, today())
    return Result(_("%(n)s 条记录的个人信息已删除。") % {"n": count})
