"""The service's own `duban` commands; Django is imported only when one of them runs."""

from __future__ import annotations

from pathlib import Path

import click

from duban_site import serving
from duban_site.cli.backup import backup, check, restore
from duban_site.cli.jobs import timers, worker
from duban_site.cli.setup import setup
from duban_site.cli.startup import (
    explain_database_errors,
    migrate_database,
    require_key_ring,
    require_matching_database,
    start_django,
    start_django_locally,
    with_config_option,
)
from duban_site.cli.sync import sync

__all__ = [
    "audit",
    "backup",
    "check",
    "import_report",
    "publish",
    "restore",
    "serve",
    "setup",
    "site",
    "sync",
    "timers",
    "worker",
]
MODES = ("production", "demo", "development")


@click.command()
@with_config_option
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@click.option("--port", default=serving.DEFAULT_PORT, show_default=True, help="监听端口")
@click.option("--workers", default=serving.DEFAULT_WORKERS, show_default="处理器数，2至4", help="进程数")
@click.option("--threads", default=serving.THREADS_PER_PROCESS, show_default=True, help="每个进程同时处理的请求数")
@click.option("--mode", type=click.Choice(MODES), help="运行方式，默认取 DUBAN_MODE")
@click.option("--worker/--no-worker", default=True, help="是否同时运行后台程序")
def serve(host: str, port: int, workers: int, threads: int, mode: str | None, worker: bool) -> None:
    """升级数据库并启动服务。

    Bring the database up to date and serve.
    """
    serving.require_free_address(host, port)
    start_django(mode)
    from django.conf import settings
    from django.core.management import call_command

    from duban_site.backup import evidence
    from duban_site.core.audit.settings_log import log_settings

    if settings.SAFE and not settings.HOSTS:
        message = "没有设置 DUBAN_HOSTS（浏览器里用的域名）：请运行 duban setup，或自己设置"
        raise click.ClickException(message)
    call_command("check", deploy=False, fail_level="ERROR", verbosity=0)
    with explain_database_errors():
        require_matching_database()
        migrate_database()
        require_key_ring()
        log_settings("serve")
        for path in evidence.quarantine_unnamed_files():
            click.echo(f"没有记录指向 {path}，已移到隔离区（duban check 列出）", err=True)
    click.echo(f"督办服务：{settings.SITE_URL or f'http://{host}:{port}'}/  （Ctrl+C 停止）")
    if settings.SITE_URL:
        through = "由前面的 nginx 转来" if settings.BEHIND_TLS else "没有 https，只供试用"
        click.echo(f"监听 http://{host}:{port}，{through}")
    serving.serve(host, port, workers=workers, threads=threads, worker=worker)


@click.command("import")
@with_config_option
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--city", default="", help="城市，报告里读不出时要写")
@click.option("--year", type=int, help="年度，报告里读不出时要写")
def import_report(file: Path, city: str, year: int | None) -> None:
    """把一份政府工作报告导入为计划草稿。

    Import a report as a draft plan: proposed commitments, none of which counts yet. Brings the
    database (in DUBAN_DATA, or DATABASE_URL) up to date first.
    """
    content = file.read_bytes()
    start_django_locally()
    from django.conf import settings

    from duban_site.core.actor import SystemActor
    from duban_site.core.errors import Refused
    from duban_site.plans import queries
    from duban_site.plans.import_file import import_file

    with explain_database_errors():
        migrate_database()
        try:
            plan = import_file(SystemActor(), file.name, content, city=city or settings.CITY, year=year)
        except Refused as error:
            raise click.ClickException(str(error)) from error
        parts = plan.parts.count()
        commitments, claims = plan.commitments.count(), plan.claim_count()
        twins = [queries.describe_duplicate(twin) for twin in queries.list_duplicates(plan)]
    for twin in twins:
        click.echo(twin, err=True)
    click.echo(f"{plan}：{parts} 个部分，{commitments} 项目标任务，{claims} 个指标，均待确认")


@click.command()
@with_config_option
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--plan", "plan_names", multiple=True, help="只写这个计划：城市/年度，可重复")
@click.option("--url", default="", help="网站将来的地址，写入订阅源")
def publish(folder: Path, plan_names: tuple[str, ...], url: str) -> None:
    """把已发布的内容写成静态网站，放到任何网页服务器上都能看。

    Write the public site as files, for a plain web server. Put in place whole.
    """
    start_django_locally()
    from duban_site.public.publishing import ForeignFolderError, publish_site
    from duban_site.public.publishing.select_editions import UnknownPlanError, select_editions

    try:
        with explain_database_errors():
            outcome = publish_site(folder, select_editions(plan_names), url)
    except (UnknownPlanError, ForeignFolderError) as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{folder}：{error.strerror or error}") from error
    counts = (outcome.commitments, outcome.pages, outcome.files)
    click.echo("{}：{} 项目标任务，{} 个页面，{} 个文件".format(folder, *counts))


@click.command()
@with_config_option
@click.argument("what", type=click.Choice(("verify", "head", "export-head")))
@click.option("--kept", help="以前保存在别处的 SEQ:HASH，或存有它的文件")
def audit(what: str, kept: str | None) -> None:
    """核对操作日志是否完整（verify），输出日志链的最新一环（head），或送到别处（export-head）。

    Verify the log of every change, print its head, or take that to the places of the settings.
    Exit code 1 when broken.
    """
    start_django_locally()
    from django.core.management import CommandError, call_command

    try:
        with explain_database_errors():
            call_command("audit", what, kept=kept)
    except CommandError as error:
        raise click.ClickException(str(error)) from error


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def site(arguments: tuple[str, ...]) -> None:
    """服务的管理命令（Django），如 duban site open_account。

    The service's management commands.
    """
    start_django()
    from django.core.management import execute_from_command_line

    with explain_database_errors():
        execute_from_command_line(["duban site", *arguments])
