"""`duban worker` and `duban timers`: background jobs."""

from __future__ import annotations

import click

from duban_site.cli.starting import configured, database, own_database, own_keys, start


@click.command()
@configured
@click.option("--parent", type=int, hidden=True, help="没有它就不再运行的进程")
def worker(parent: int | None) -> None:
    """处理后台任务，并按时运行定时任务，直到停止。

    Run jobs and timers until stopped. `duban serve` starts one by itself.
    """
    start()
    from duban_site.core.audit.settings_log import log_settings
    from duban_site.jobs.worker import Loop

    with database():
        own_database()
        own_keys()
        if parent is None:  # what a server starts beside it has the server's settings
            log_settings("worker")
        Loop(parent).run()


@click.group()
def timers() -> None:
    """定时任务：到期的现在就运行（run），或列出（list）。

    What runs by the clock.
    """


@timers.command()
@configured
def run() -> None:
    """运行到期的定时任务；可以随时重复运行。

    Run what is due now. Running it again does nothing more.
    """
    start()
    from duban_site.jobs.claiming import take_back, worker_name
    from duban_site.jobs.registry import timers as kinds
    from duban_site.jobs.running import run_next
    from duban_site.jobs.timers import plan_due

    failed = False
    with database():
        own_database()
        take_back()
        plan_due()
        for kind in kinds():
            while (job := run_next(worker_name(), only=kind.name)) is not None:
                job.refresh_from_db()
                click.echo(f"{job.title}：{job.message}")
                failed = failed or job.state != "done"
    if failed:
        raise SystemExit(1)


@timers.command("list")
@configured
def list_timers() -> None:
    """列出定时任务：上次运行、结果、下次运行。

    List them with the last run, its result, and the next.
    """
    start()
    from django.utils.timezone import localtime

    from duban_site.jobs.queries import timer_rows

    with database():
        for row in timer_rows():
            timer = row.timer
            last = "—" if timer.started_at is None else f"{localtime(timer.started_at):%F %H:%M}"
            how = {True: "正常", False: "出错", None: "—"}[timer.succeeded]
            following = f"{localtime(timer.next_at):%F %H:%M}"
            click.echo(f"{timer.name}\t{row.title}\t{last}\t{how}\t{following}\t{timer.message}")
