"""`duban setup`: set a new machine up, from settings file to first accounts."""

from __future__ import annotations

import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from duban_site import serving
from duban_site.cli.startup import (
    explain_database_errors,
    explain_errors,
    migrate_database,
    start_django,
    with_config_option,
)

COMMENT = """督办的设置，由 duban setup 写成；各项说明见 docs/reference/settings.zh-CN.md。
Settings of Duban, written by duban setup. 含密钥：权限 0600，单独备份，不要外传。"""
DEFAULT_HOST = "localhost"


@dataclass(frozen=True, slots=True)
class Administrator:
    """One of the three administrators, with the chosen password (None: generate one)."""

    username: str
    name: str
    password: str | None
    role: str = "administrator"


ROLE_NAMES = {"administrator": "管理员", "security": "安全管理员", "auditor": "审计员"}
"""三员, apart from one another (等保 2.0): their roles, and how they are called."""


@click.command()
@with_config_option
@click.option("--city", help="城市，如 青澜市：报告里读不出城市时用")
@click.option("--host", "hosts", multiple=True, help="浏览器里用的域名或地址，可重复")
@click.option("--database", "url", help="postgres://用户:密码@主机:5432/库名，不写则用 SQLite")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="数据目录")
@click.option("--tls/--no-tls", default=True, help="是否经 https 访问（默认是，由前面的 nginx 提供）")
@click.option("--admin", help="第一个管理员的账号")
@click.option("--admin-name", help="第一个管理员的姓名")
@click.option("--password-file", type=click.Path(path_type=Path), help="第一行是其密码的文件")
@click.option("--security", help="安全管理员的账号：审批权限和重置，与管理员不是一个人")
@click.option("--security-name", default="安全管理员", help="其姓名")
@click.option("--auditor", help="审计员的账号：查看操作日志，与前两人不是一个人")
@click.option("--auditor-name", default="审计员", help="其姓名")
@click.option("--settings-only", is_flag=True, help="只写设置文件，如准备恢复备份时")
def setup(
    city: str | None,
    hosts: tuple[str, ...],
    url: str | None,
    data: Path | None,
    tls: bool,
    admin: str | None,
    admin_name: str | None,
    password_file: Path | None,
    settings_only: bool,
    **others: str | None,
) -> None:
    """第一次安装：写设置文件，建数据库，开通第一个管理员，或三员一次开齐。

    Set a new machine up: settings file with keys of its own, database, first administrator, or all
    three (--security, --auditor). Asks for what is not given as an option; without a terminal the
    defaults hold.
    """
    path = _settings_path()
    if path.exists():
        click.echo(f"沿用已有的设置文件 {path}")
        os.environ["DUBAN_CONFIG"] = str(path)
        values: dict[str, str] = {}
    else:
        values = _collect_settings(path, city, hosts, url, data, tls)
        os.environ["DUBAN_CONFIG"] = ""
        os.environ.update(values)
    start_django("production")
    administrators = [] if settings_only else _collect_administrators(admin, admin_name, password_file, others)
    with explain_database_errors():
        _require_new_database()
        if not settings_only:
            migrate_database()
    if values:
        _write_settings(path, values)
    if administrators:
        _open_accounts(administrators)
        _bind_data_folder()
    _print_next_step(path, settings_only)


def _settings_path() -> Path:
    """Where the settings file is or will be."""
    return Path(os.environ.get("DUBAN_CONFIG") or "duban.toml").absolute()


def _collect_settings(
    path: Path, city: str | None, hosts: tuple[str, ...], url: str | None, data: Path | None, tls: bool
) -> dict[str, str]:
    """Return the settings for the file, asking for those that no option gave."""
    from duban_site.env import OPTIONS

    label_by_name = {name: option.label[0] for name, option in OPTIONS.items()}
    city = _ask_value(city, label_by_name["DUBAN_CITY"], "")
    host_question = f"{label_by_name['DUBAN_HOSTS']}（多个用逗号隔开）"
    host_text = ",".join(hosts) or _ask_value(None, host_question, DEFAULT_HOST)
    host_names = [name.strip() for name in host_text.replace("，", ",").split(",") if name.strip()]
    url = _ask_value(url, f"{label_by_name['DATABASE_URL']} postgres://…（直接回车用 SQLite）", "")
    folder_question, default_folder = label_by_name["DUBAN_DATA"], str(path.with_name("duban-data"))
    folder = Path(_ask_value(str(data) if data else None, folder_question, default_folder))
    site_url = f"https://{host_names[0]}" if tls else f"http://{host_names[0]}:{serving.DEFAULT_PORT}"
    values = {
        "DUBAN_SECRET_KEY": secrets.token_urlsafe(50),
        "DUBAN_CITY": city,
        "DUBAN_HOSTS": ",".join(host_names),
        "DUBAN_URL": site_url,
        "DUBAN_DATA": str(folder.absolute()),
        "DATABASE_URL": url,
        "DUBAN_TLS": str(int(tls)),
        "DUBAN_PROXY": str(int(tls)),
    }
    return {name: value for name, value in values.items() if value}


def _ask_first_administrator(admin: str | None, name: str | None, file: Path | None) -> Administrator:
    """Ask for the first administrator; the password is checked before anything is written."""
    from django.core.exceptions import ValidationError

    from duban_site.identity.account_opening import AccountRequest, check_password, read_password

    username = _ask_value(admin, "第一个管理员的账号", "admin")
    name = _ask_value(name, "其姓名", "管理员")
    try:
        password = read_password(file) if file else _ask_password()
        if password is not None:
            check_password(AccountRequest(username, name), password)
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    return Administrator(username, name, password)


def _collect_administrators(
    admin: str | None, name: str | None, file: Path | None, role_options: dict[str, str | None]
) -> list[Administrator]:
    """The first administrator, and of the other two those that are named: three people.

    `role_options` are the options `security`, `security_name`, `auditor`, `auditor_name`.
    """
    administrators = [_ask_first_administrator(admin, name, file)]
    for role in ("security", "auditor"):
        if username := role_options[role]:
            display_name = role_options[f"{role}_name"] or ROLE_NAMES[role]
            administrators.append(Administrator(username.strip(), display_name, None, role))
    names = [administrator.username.casefold() for administrator in administrators]
    if len(set(names)) != len(names):
        raise click.ClickException("三员须是不同的账号，由不同的人担任。什么也没有写")
    return administrators


def _ask_value(option_value: str | None, question: str, default: str) -> str:
    """Return the option's value, else the answer at the terminal, else the default."""
    if option_value is not None:
        return option_value.strip()
    if not sys.stdin.isatty():
        return default
    answer: Any = click.prompt(question, default=default, show_default=bool(default))
    return str(answer).strip()


def _ask_password() -> str | None:
    if not sys.stdin.isatty():
        return None
    options: dict[str, Any] = {"default": "", "hide_input": True, "show_default": False}
    password = str(click.prompt("其密码（直接回车则生成）", **options))
    if password and click.prompt("再输一次密码", **options) != password:
        raise click.ClickException("两次输入的密码不同，什么也没有写。请重新运行 duban setup")
    return password or None


def _require_new_database() -> None:
    """Raise ClickException where somebody can sign in already, or the database cannot be had."""
    from django.db import connection

    from duban_site.people.models import Person

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return
    connection.ensure_connection()
    tables = connection.introspection.table_names()
    if Person._meta.db_table in tables and Person.objects.exists():
        message = "这个数据库里已有账号，已经安装过。再开账号请用 duban site open_account"
        raise click.ClickException(message)


def _write_settings(path: Path, values: dict[str, str]) -> None:
    from duban_site import config

    try:
        with explain_errors():
            config.write_settings_file(path, values, COMMENT)
    except OSError as error:
        message = f"设置文件 {path} 写不了：{error.strerror}。请用 --config 另选位置"
        raise click.ClickException(message) from error


def _open_accounts(administrators: list[Administrator]) -> None:
    """Open the accounts, all or none, and print generated passwords."""
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from duban_site.identity.account_opening import AccountRequest, open_account

    try:
        with transaction.atomic():
            passwords = [
                open_account(
                    AccountRequest(administrator.username, administrator.name, administrator.role),
                    administrator.password,
                )
                for administrator in administrators
            ]
    except ValidationError as error:
        message = " ".join(error.messages) + " 改正后再运行一次 duban setup"
        raise click.ClickException(message) from error
    for administrator, password in zip(administrators, passwords, strict=True):
        click.echo(f"{ROLE_NAMES[administrator.role]}账号 {administrator.username} 已开通。")
        if administrator.password is None:
            click.echo(f"初始密码 {password} （只显示这一次，首次登录须修改）")


def _bind_data_folder() -> None:
    """Bind the data folder to this database (see `backup.database_binding`)."""
    from duban_site.backup import database_binding

    database_binding.bind_database()


def _print_next_step(path: Path, settings_only: bool) -> None:
    from duban_site import config

    is_standard_place = path in config.list_settings_paths()
    option = "" if is_standard_place else f" --config {path}"
    click.echo(f"设置文件 {path}")
    next_command = "duban restore 备份文件" if settings_only else "duban serve"
    click.echo(f"下一步：{next_command}{option}")
