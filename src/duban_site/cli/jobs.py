"""`duban worker` and `duban timers`: background jobs."""

from __future__ import annotations

import click

from duban_site.cli.startup import (
    explain_database_errors,
    require_key_ring,
    require_matching_database,
    start_django,
    with_config_option,
)


@click.command()
@with_config_option
@click.option("--parent", type=int, hidden=True, help="没有它就不再运行的进程")
def worker(parent: int | None) -> None:
    """处理后台任务，并按时运行定时任务，直到停止。

    Run jobs and timers until stopped. `duban serve` starts one by itself.
    """
    start_django()
    from duban_site.core.audit.settings_log import log_settings
    from duban_site.jobs.worker import WorkerLoop

    with explain_database_errors():
        require_matching_database()
        require_key_ring()
        if parent is None:  # what a server starts beside it has the server's settings
            log_settings("worker")
        WorkerLoop(parent).run()


@click.group()
def timers() -> None:
    """定时任务：到期的现在就运行（run），或列出（list）。

    What runs by the clock.
    """


@timers.command()
@with_config_option
def run() -> None:
    """运行到期的定时任务；可以随时重复运行。

    Run what is due now. Running it again does nothing more.
    """
    start_django()
    from duban_site.jobs.claiming import current_worker_name, reclaim_lost_jobs
    from duban_site.jobs.registry import list_timers as kinds
    from duban_site.jobs.running import run_next
    from duban_site.jobs.timers import enqueue_due_timers

    failed = False
    with explain_database_errors():
        require_matching_database()
        reclaim_lost_jobs()
        enqueue_due_timers()
        for kind in kinds():
            while (job := run_next(current_worker_name(), only=kind.name)) is not None:
                job.refresh_from_db()
                click.echo(f"{job.title}：{job.message}")
                failed = failed or job.state != "done"
    if failed:
        raise SystemExit(1)


@timers.command("list")
@with_config_option
def list_timers() -> None:
    """列出定时任务：上次运行、结果、下次运行。

    List them with the last run, its result, and the next.
    """
    start_django()
    from django.utils.timezone import localtime

    from duban_site.jobs.queries import list_timer_rows

    with explain_database_errors():
        for row in list_timer_rows():
            timer = row.timer
            latest_run = "—" if timer.started_at is None else f"{localtime(timer.started_at):%F %H:%M}"
            outcome = {True: "正常", False: "出错", None: "—"}[timer.succeeded]
            next_run = f"{localtime(timer.next_at):%F %H:%M}"
            click.echo(f"{timer.name}\t{row.title}\t{latest_run}\t{outcome}\t{next_run}\t{timer.message}")
