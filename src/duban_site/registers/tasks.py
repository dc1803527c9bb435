"""Scheduled and background tasks of the registers: imports, sums, feeding, erasure."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.core.clock import today
from duban_site.jobs.differences import check_confirmation
from duban_site.jobs.registry import ConfirmationRequest, Daily, Result, Write, job, timer
from duban_site.jobs.running import Task
from duban_site.plans.models import Plan, Status
from duban_site.registers.actions.erase_personal_data import erase_due_records
from duban_site.registers.actions.feed_claims import feed_missed_months
from duban_site.registers.actions.import_readings import compare_readings, import_readings
from duban_site.registers.actions.import_sheets import compare_sheets, import_sheets
from duban_site.registers.actions.read_measures import read_measures
from duban_site.registers.actions.update_shares import rebuild_stale_sums
from duban_site.registers.models import Register
from duban_site.registers.queries.measures import list_unsummed_queries
from duban_site.registers.uploads import read_sheets_from_file


@job("registers.import", gettext_lazy("导入台账"))
def import_table(task: Task) -> Write | ConfirmationRequest | Result:
    """Show what a filled file would change in a register; import it once that is confirmed."""
    register = Register.objects.get(pk=task.arguments["register"])
    file_name, file_bytes = task.file()
    task.report_progress(_("正在读取表格"))
    sheets = read_sheets_from_file(file_name, file_bytes, register)
    address = reverse("register", args=[register.pk])
    differences = compare_sheets(task.actor, register, sheets)
    task.report_progress(_("正在核对"))
    unchanged = _("表格与台账一致，没有改动。")
    if (answer := check_confirmation(task, differences, address, unchanged)) is not None:
        return answer

    def write() -> Result:
        import_result = import_sheets(
            task.actor,
            register,
            sheets,
            file=(file_name, file_bytes),
            clear_empty=bool(task.arguments.get("clear")),
            confirmed=task.confirmed,
        )
        message = _("新增 %(new)s 条，修改 %(changed)s 条，%(same)s 条未变。")
        counts = {"new": import_result.new, "changed": import_result.changed, "same": import_result.same}
        return Result(message % counts, address)

    return write


@job("registers.import_readings", gettext_lazy("导入监测数据"))
def import_readings_file(task: Task) -> Write | ConfirmationRequest | Result:
    """Show what a file of readings would change; import it once that is confirmed."""
    register = Register.objects.get(pk=task.arguments["register"])
    file_name, file_bytes = task.file()
    task.report_progress(_("正在读取表格"))
    sheets = read_sheets_from_file(file_name, file_bytes, register)
    address = reverse("register_judging", args=[register.pk])
    differences = compare_readings(task.actor, register, sheets)
    unchanged = _("表格与台账一致，没有改动。")
    if (answer := check_confirmation(task, differences, address, unchanged)) is not None:
        return answer

    def write() -> Result:
        confirmed = task.confirmed
        uploaded_file = (file_name, file_bytes)
        reading_count = import_readings(task.actor, register, sheets, file=uploaded_file, confirmed=confirmed)
        return Result(_("已导入 %(n)s 次监测。") % {"n": reading_count}, address)

    return write


@timer("registers.measure", gettext_lazy("计算台账的统计口径"), Daily(0, 30))
def compute_measures(task: Task) -> Result:
    """Rebuild stale sums, and compute measures that have none; harmless to repeat."""
    registers = list(Register.objects.all())
    sum_count = measure_count = 0
    for index, register in enumerate(registers):
        task.report_progress(register.name, index, len(registers))
        sum_count += rebuild_stale_sums(register)
        unsummed_queries = list_unsummed_queries(register)
        measure_count += len(read_measures(task.actor, register, today(), unsummed_queries)) if unsummed_queries else 0
    counts = {"sums": sum_count, "measures": measure_count}
    return Result(_("重新汇总 %(sums)s 条记录，计算 %(measures)s 项口径。") % counts)


@timer("registers.feed", gettext_lazy("月末由台账供数"), Daily(1))
def feed_month_ends(task: Task) -> Result:
    """Feed the missed month ends of every plan in force."""
    bound_plans = Plan.objects.filter(commitments__claims__binding__isnull=False, status=Status.ACTIVE)
    figure_count = month_count = 0
    for plan in bound_plans.distinct():
        for period_end, outcome in feed_missed_months(task.actor, plan, today()):
            task.report_progress(f"{plan} {period_end:%Y-%m}")
            figure_count, month_count = figure_count + outcome.written, month_count + 1
    counts = {"months": month_count, "n": figure_count}
    return Result(_("补了 %(months)s 个月末，写入 %(n)s 个数据。") % counts)


@timer("registers.erase", gettext_lazy("删除台账中保存期满的个人信息"), Daily(2, 10))
def erase_personal_data(task: Task) -> Result:
    """Erase what is due, each record in a transaction of its own."""
    erased_count = erase_due_records(task.actor, today())
    return Result(_("%(n)s 条记录的个人信息已删除。") % {"n": erased_count})
