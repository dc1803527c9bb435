"""Settings from the environment, as `options.toml` declares them; errors say what to write instead.

Every name may also be given as `NAME_FILE`, the path of a file with the value, so that a secret
need not appear in a process list or a unit file.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, TypeVar, get_origin
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from duban.notices import LANGUAGES
from duban.options import OptionError, load_options

T = TypeVar("T")
GENERATED_KEY_BYTES = 50
OPTIONS = load_options(Path(__file__).with_name("options.toml").read_text(encoding="utf-8"))
"""Every setting by its name."""


def make_settings_error(chinese: str, english: str) -> ImproperlyConfigured:
    """An error about a setting, in both languages, because none is selected at startup."""
    return ImproperlyConfigured(f"{chinese} {english}")


def read(name: str, expected_type: type[T], default: T | None = None) -> T:
    """The value of a declared setting; `default` stands in for a default that is worked out.

    Raises ImproperlyConfigured where the value is missing without a default, or illegal, or written twice.
    """
    option, written_value = OPTIONS[name], find_value(name)
    if written_value is None and default is not None:
        return default
    if written_value is None and option.default is None:
        raise make_settings_error(
            f"没有设置 {name}。第一次安装请运行 duban setup；也可以设置 {name}，"
            f"或把 {name}_FILE 设为存有该值的文件的路径。",
            f"{name} is not set. On a new machine run duban setup; or set {name}, or"
            f" {name}_FILE to the path of a file that holds it.",
        )
    try:
        value = option.read(option.default if written_value is None else written_value)
    except OptionError as error:
        raise make_settings_error(*(error.notices[0].render(language) for language in LANGUAGES)) from error
    if not isinstance(value, get_origin(expected_type) or expected_type):
        raise TypeError(f"{name} is declared as {option.type}, not {expected_type}")
    return value


def find_value(name: str) -> str | None:
    """The value of `name` or of the file that `NAME_FILE` names; None where neither is set.

    Raises ImproperlyConfigured where both are set, or the file cannot be read.
    """
    value, path = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if path is None:
        return value
    if value is not None:
        raise make_settings_error(
            f"{name} 和 {name}_FILE 同时设置了，请只留一个。", f"Both {name} and {name}_FILE are set. Keep one of them."
        )
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise make_settings_error(
            f"{name}_FILE 指的文件 {path!r} 读不了：{error.strerror}。",
            f"{name}_FILE names {path!r}, which cannot be read: {error.strerror}.",
        ) from error


def load_or_create_key(folder: Path) -> str:
    """The random key stored in `folder` for demo and development; created once, mode 0600."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file_descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file_descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(GENERATED_KEY_BYTES))
    return path.read_text(encoding="utf-8").strip()


def build_database_config(url: str, folder: Path) -> dict[str, Any]:
    """Django's DATABASES entry for `url`; SQLite in `folder` where it is empty.

    Legal forms: sqlite:///relative.db, sqlite:////absolute.db,
    postgres://user:password@host:5432/name (percent-encode special characters).
    """
    if not url:
        return build_sqlite_config(folder / "duban.sqlite3")
    url_parts = urlsplit(url)
    if url_parts.scheme == "sqlite":
        return build_sqlite_config(Path(unquote(url_parts.path[1:])))
    if url_parts.scheme not in {"postgres", "postgresql"}:
        accepted_forms = ("sqlite:///file.db", "postgres://user:password@host:5432/name")
        raise make_settings_error(
            f"DATABASE_URL 以 {url_parts.scheme!r} 开头。请写成 {' 或 '.join(accepted_forms)}。",
            f"DATABASE_URL begins with {url_parts.scheme!r}. Write {' or '.join(accepted_forms)}.",
        )
    return {
        "ENGINE": "duban_site.database.postgresql",
        "NAME": unquote(url_parts.path[1:]),
        "USER": unquote(url_parts.username or ""),
        "PASSWORD": unquote(url_parts.password or ""),
        "HOST": unquote(url_parts.hostname or ""),
        "PORT": str(url_parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def build_sqlite_config(path: Path) -> dict[str, Any]:
    """SQLite in WAL mode. Writers lock when a transaction begins, so that two never deadlock."""
    return {
        "ENGINE": "duban_site.database.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
