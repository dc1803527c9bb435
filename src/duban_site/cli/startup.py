"""The start of every command of the service: settings, Django, the database."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
KEY_SETTING = "DUBAN_SECRET_KEY"


def with_config_option(command: Command) -> Command:
    """Add `--config`, which comes before DUBAN_CONFIG and the usual places."""
    option = click.option(
        "--config",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_choose_config,
        is_eager=True,
        help="设置文件，默认依次找当前目录、~/.config/duban、/etc/duban 下的 duban.toml",
    )
    return option(command)


def _choose_config(context: click.Context, option: click.Parameter, value: Path | None) -> None:
    if value is not None and not context.resilient_parsing:
        os.environ["DUBAN_CONFIG"] = str(value)


@contextmanager
def explain_errors() -> Iterator[None]:
    """Turn a missing library or a wrong setting into a one-line error."""
    try:
        from django.core.exceptions import ImproperlyConfigured
    except ImportError as error:
        message = "服务要用的库没有安装：请运行 pip install 'duban[site]'"
        raise click.ClickException(message) from error
    try:
        yield
    except ImproperlyConfigured as error:
        raise click.ClickException(str(error)) from error


def start_django(mode: str | None = None) -> None:
    """Set Django up. Raises ClickException where the extra is missing or a setting is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duban_site.settings")
    if mode is not None:
        os.environ["DUBAN_MODE"] = mode
    with explain_errors():
        import django

        django.setup()


def start_django_locally() -> None:
    """Set Django up for a command that serves no requests.

    Without a secret key in the settings a random one does: nothing it signs outlives the command.
    """
    with explain_errors():
        from duban_site import config

        config.load_settings_file()
    if not {KEY_SETTING, f"{KEY_SETTING}_FILE"} & set(os.environ):
        os.environ[KEY_SETTING] = secrets.token_urlsafe(50)
    start_django()


def migrate_database() -> None:
    """Create the data folder and migrate the database; both readable by this account only."""
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    _make_private(settings.DATABASES["default"])
    call_command("migrate", verbosity=0, interactive=False)


def _make_private(database: dict[str, Any]) -> None:
    """Give SQLite's file mode 0600; its -wal, -shm and -queue files alike."""
    if not database["ENGINE"].endswith("sqlite3"):
        return
    path = Path(database["NAME"])
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        for file in (path, *(Path(f"{path}{ending}") for ending in ("-wal", "-shm", "-queue"))):
            if file.exists():
                file.chmod(0o600)
    except OSError as error:
        message = f"数据库文件 {path} 不能读写：{error.strerror}。请核对 DUBAN_DATA 或 DATABASE_URL"
        raise click.ClickException(message) from error


def require_matching_database() -> None:
    """Raise ClickException where the database is not the one of the data folder."""
    from duban_site.backup import database_binding
    from duban_site.backup.errors import BackupError

    try:
        database_binding.require_match()
    except BackupError as error:
        raise click.ClickException(str(error)) from error


def require_key_ring() -> None:
    """Raise ClickException where stored data needs a key that the key file does not have."""
    from django.core.exceptions import ImproperlyConfigured

    from duban_site.core.rotation.rows import require_keys

    try:
        require_keys()
    except ImproperlyConfigured as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def explain_database_errors() -> Iterator[None]:
    """Turn a database that is not set up, or unreachable, into a one-line error."""
    from django.db import OperationalError, ProgrammingError

    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        message = (
            f"数据库还没有建立、不是最新或连不上（{error}）：请核对 DUBAN_DATA 或 DATABASE_URL；"
            "还没有安装时请运行 duban setup"
        )
        raise click.ClickException(message) from error
