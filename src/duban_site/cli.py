"""The service's own `duban` commands; Django is imported only when one of them runs."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from duban_site import serving

MODES = ("production", "demo", "development")


def _start(mode: str | None = None) -> None:
    """Set Django up. Explains itself where the extra is missing or a setting is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duban_site.settings")
    if mode is not None:
        os.environ["DUBAN_MODE"] = mode
    try:
        import django
        from django.core.exceptions import ImproperlyConfigured
    except ImportError as error:
        message = "服务要用的库没有安装：请运行 pip install 'duban[site]'"
        raise click.ClickException(message) from error
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise click.ClickException(str(error)) from error


def _start_here() -> None:
    """Set Django up for a command that serves nobody: it signs nothing that outlives it."""
    if not {"DUBAN_SECRET_KEY", "DUBAN_SECRET_KEY_FILE"} & set(os.environ):
        os.environ["DUBAN_SECRET_KEY"] = secrets.token_urlsafe(50)
    _start()


def _migrate() -> None:
    """The database up to date, in a data folder that exists."""
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _database() -> Iterator[None]:
    """A database that was never set up, or cannot be reached, is told in one line."""
    from django.db import OperationalError, ProgrammingError

    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        message = (
            f"数据库还没有建立、不是最新或连不上（{error}）："
            "请核对 DUBAN_DATA 或 DATABASE_URL，再运行 duban serve 或 duban import 建立"
        )
        raise click.ClickException(message) from error


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@click.option("--port", default=8000, show_default=True, help="监听端口")
@click.option("--workers", default=serving.WORKERS, show_default="处理器数，2至4", help="进程数")
@click.option(
    "--threads", default=serving.THREADS, show_default=True, help="每个进程同时处理的请求数"
)
@click.option("--mode", type=click.Choice(MODES), help="运行方式，默认取 DUBAN_MODE")
def serve(host: str, port: int, workers: int, threads: int, mode: str | None) -> None:
    """升级数据库并启动服务。

    Bring the database up to date and serve.
    """
    serving.must_be_free(host, port)
    _start(mode)
    from django.core.management import call_command

    from duban_site.figures.evidence import sweep
    from duban_site.people.actor import System
    from duban_site.public.actions.purge_contacts import purge_contacts

    call_command("check", deploy=False, fail_level="ERROR", verbosity=0)
    with _database():
        _migrate()
        sweep()
        purge_contacts(System())
    click.echo(f"督办服务：http://{host}:{port}/  （Ctrl+C 停止）")
    serving.serve(host, port, workers=workers, threads=threads)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--city", default="", help="城市，报告里读不出时要写")
@click.option("--year", type=int, help="年度，报告里读不出时要写")
def import_report(file: Path, city: str, year: int | None) -> None:
    """把一份政府工作报告导入为计划草稿。

    Import a report as a draft plan: proposed commitments, none of which counts yet. Brings the
    database (in DUBAN_DATA, or DATABASE_URL) up to date first.
    """
    content = file.read_bytes()
    _start_here()
    from duban_site.errors import Refused
    from duban_site.people.actor import System
    from duban_site.plans import queries
    from duban_site.plans.reading import import_file

    with _database():
        _migrate()
        try:
            plan = import_file(System(), file.name, content, city=city, year=year)
        except Refused as error:
            raise click.ClickException(str(error)) from error
        parts = plan.parts.count()
        commitments, claims = plan.commitments.count(), plan.claim_count()
        twins = [queries.twin_words(twin) for twin in queries.twins_of(plan)]
    for twin in twins:
        click.echo(twin, err=True)
    click.echo(f"{plan}：{parts} 个部分，{commitments} 项目标任务，{claims} 个指标，均待确认")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--plan", "wanted", multiple=True, help="只写这个计划：城市/年度，可重复")
@click.option("--url", default="", help="网站将来的地址，写入订阅源")
def publish(folder: Path, wanted: tuple[str, ...], url: str) -> None:
    """把已发布的内容写成静态网站，放到任何网页服务器上都能看。

    Write the public site as files, for a plain web server. Put in place whole.
    """
    _start_here()
    from duban_site.public.publishing import NotOursError, publish
    from duban_site.public.publishing.choosing import UnknownPlanError, chosen

    try:
        with _database():
            written = publish(folder, chosen(wanted), url)
    except (UnknownPlanError, NotOursError) as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{folder}：{error.strerror or error}") from error
    told = (written.commitments, written.pages, written.files)
    click.echo("{}：{} 项目标任务，{} 个页面，{} 个文件".format(folder, *told))


@click.command()
@click.argument("what", type=click.Choice(("verify", "head")))
@click.option("--kept", help="以前保存在别处的 SEQ:HASH")
def audit(what: str, kept: str | None) -> None:
    """核对操作日志是否完整（verify），或输出日志链的最新一环（head）。

    Verify the log of every change, or print its head to be kept elsewhere. Exit code 1 when broken.
    """
    _start_here()
    from django.core.management import CommandError, call_command

    try:
        with _database():
            call_command("audit", what, kept=kept)
    except CommandError as error:
        raise click.ClickException(str(error)) from error


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def site(arguments: tuple[str, ...]) -> None:
    """服务的管理命令（Django），如 duban site open_account。

    The service's management commands.
    """
    _start()
    from django.core.management import execute_from_command_line

    with _database():
        execute_from_command_line(["duban site", *arguments])


@click.command()
def mcp() -> None:
    """通过 MCP（标准输入输出）供智能助手查询已公布的内容。

    Serve what is published to an assistant over MCP, on standard input and output.
    """
    _start_here()
    try:
        from duban_site.api.mcp_server import server
    except ImportError as error:
        message = "MCP 要用的库没有安装：请运行 pip install 'duban[mcp]'"
        raise click.ClickException(message) from error
    server().run("stdio")
