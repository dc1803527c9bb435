"""`duban demo`: seed a folder and serve it."""

from __future__ import annotations

import os
import threading
import webbrowser
from collections.abc import Iterable
from pathlib import Path

import click

from duban_site import serving

DEMO_TODAY = "2026-11-03"
"""The demonstration's clock always shows this day, so that deadlines of the sample stay fixed."""


def run(folder: Path, *, port: int, browse: bool) -> None:
    """Seed `folder` unless it is seeded, say who may sign in, and serve until stopped.

    Raises ClickException where the extra is missing or the folder holds another service.
    """
    serving.require_free_address("127.0.0.1", port)
    _set_environment(folder)
    try:
        import django
    except ImportError as error:
        message = "服务要用的库没有安装：请运行 pip install 'duban[site]'，或 duban demo --page 只看网页"
        raise click.ClickException(message) from error
    django.setup()
    from django.core.management import call_command

    from duban_site.demo.seeding import seed

    click.echo("正在准备演示数据……")
    call_command("migrate", verbosity=0, interactive=False)
    try:
        accounts = seed()
    except RuntimeError as error:
        raise click.ClickException(str(error)) from error
    url = f"http://127.0.0.1:{port}/"
    print_accounts(accounts, url)
    if browse:
        threading.Timer(1.0, webbrowser.open, [url]).start()
    serving.serve("127.0.0.1", port)


def print_accounts(accounts: Iterable[object], url: str) -> None:
    """Print who may sign in, and where."""
    click.echo("\n角色\t账号\t密码\t姓名")
    for account in accounts:
        fields = (getattr(account, name) for name in ("role", "username", "password", "name"))
        click.echo("\t".join(fields))
    click.echo("\n样本城市的进展数据是模拟的；昆明2025年是公开发布的事实。")
    click.echo(f"督办演示：{url}  （Ctrl+C 停止）")


def _set_environment(folder: Path) -> None:
    """Point the settings to the demonstration's folder, whatever this machine's service uses."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "duban_site.settings"
    os.environ["DUBAN_MODE"], os.environ["DUBAN_TLS"] = "demo", "0"
    os.environ["DUBAN_DATA"] = str(folder)
    os.environ["DUBAN_TODAY"] = DEMO_TODAY
    os.environ["DUBAN_CONFIG"] = ""  # the machine's service has one, the demonstration none
    os.environ.setdefault("DUBAN_LOG", "ERROR")
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "DUBAN_DATA_FILE", "DUBAN_MODE_FILE"):
        os.environ.pop(name, None)
