"""Typed settings from the environment; errors say what to write instead.

Every name may also be given as `NAME_FILE`, the path of a file with the value, so that a secret
need not appear in a process list or a unit file.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})
GENERATED_KEY_BYTES = 50
MIN_KEY_LENGTH, MIN_DISTINCT_CHARACTERS = 50, 10
"""Of a secret key: its minimum length, and its minimum number of different characters."""
read_names: set[str] = set()
"""Every name that has been read, for finding unused names in the settings file."""
SECRET_NAMES = frozenset(
    {
        "DATABASE_URL",  # with a password in it
        "DUBAN_LDAP_PASSWORD",
        "DUBAN_OIDC_SECRET",
        "DUBAN_SECRET_KEY",
        "DUBAN_SMTP_PASSWORD",
    }
)
"""Settings whose value is never shown; the log has a keyed digest of it."""


def make_settings_error(chinese: str, english: str) -> ImproperlyConfigured:
    """An error about a setting, in both languages, because none is selected at startup."""
    return ImproperlyConfigured(f"{chinese} {english}")


def read_text(name: str, default: str | None = None) -> str:
    """The value of `name` or of the file that `NAME_FILE` names.

    Raises ImproperlyConfigured where it is missing without a default, or both are set.
    """
    read_names.add(name)
    value, path = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value is not None and path is not None:
        raise make_settings_error(
            f"{name} 和 {name}_FILE 同时设置了，请只留一个。", f"Both {name} and {name}_FILE are set. Keep one of them."
        )
    if path is not None:
        return _read_value_file(name, path)
    if value is not None:
        return value
    if default is None:
        raise make_settings_error(
            f"没有设置 {name}。第一次安装请运行 duban setup；也可以设置 {name}，"
            f"或把 {name}_FILE 设为存有该值的文件的路径。",
            f"{name} is not set. On a new machine run duban setup; or set {name}, or"
            f" {name}_FILE to the path of a file that holds it.",
        )
    return default


def find_value(name: str) -> str | None:
    """The value of `name` or of the file that `NAME_FILE` names; None where neither is set."""
    path = os.environ.get(f"{name}_FILE")
    return _read_value_file(name, path) if path is not None else os.environ.get(name)


def _read_value_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise make_settings_error(
            f"{name}_FILE 指的文件 {path!r} 读不了：{error.strerror}。",
            f"{name}_FILE names {path!r}, which cannot be read: {error.strerror}.",
        ) from error


def read_flag(name: str, default: bool) -> bool:
    """A yes or no: 1/0, true/false, yes/no, on/off."""
    value = read_text(name, "1" if default else "0").strip().lower()
    if value in TRUE_WORDS:
        return True
    if value in FALSE_WORDS:
        return False
    raise make_settings_error(
        f"{name} 写的是 {value!r}。请写 1 或 0（也可以写 true/false、yes/no、on/off）。",
        f"{name} is {value!r}. Write 1 or 0 (also: true/false, yes/no, on/off).",
    )


def read_number(name: str, default: int, *, minimum: int = 0) -> int:
    """A whole number of at least `minimum`."""
    value = read_text(name, str(default)).strip()
    try:
        parsed_number = int(value)
    except ValueError as error:
        raise make_settings_error(
            f"{name} 写的是 {value!r}。请写整数，如 {default}。",
            f"{name} is {value!r}. Write a whole number, such as {default}.",
        ) from error
    if parsed_number < minimum:
        raise make_settings_error(
            f"{name} 写的是 {parsed_number}，不能小于 {minimum}。",
            f"{name} is {parsed_number}. It must be at least {minimum}.",
        )
    return parsed_number


def read_words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in read_text(name, default).split(",") if word.strip()]


def read_networks(name: str, default: str = "") -> list[Network]:
    """A list of IP addresses or networks, separated by commas."""
    parsed_networks: list[Network] = []
    for word in read_words(name, default):
        try:
            parsed_networks.append(ipaddress.ip_network(word, strict=False))
        except ValueError as error:
            raise make_settings_error(
                f"{name} 里的 {word!r} 不是地址。请写成 10.1.2.3 或 10.1.0.0/16。",
                f"{name} has {word!r}. Write an address, or a network such as 10.1.0.0/16.",
            ) from error
    return parsed_networks


def read_syslog_url(name: str) -> str:
    """The address of a log server: udp://host:514, tcp://host:514 or unix:///dev/log; or none."""
    value = read_text(name, "").strip()
    url_parts = urlsplit(value)
    try:
        has_target = bool(url_parts.path if url_parts.scheme == "unix" else url_parts.hostname) and url_parts.port != 0
    except ValueError:
        has_target = False
    if value and not (has_target and url_parts.scheme in ("udp", "tcp", "unix")):
        raise make_settings_error(
            f"{name} 写的是 {value!r}。请写成 udp://主机:514、tcp://主机:514 或 unix:///dev/log。",
            f"{name} is {value!r}. Write udp://host:514, tcp://host:514 or unix:///dev/log.",
        )
    return value


def read_days(name: str, default: str) -> list[int]:
    """A sorted list of numbers of days, separated by commas; 0 is the day itself."""
    day_words = read_words(name, default)
    if not all(word.isdecimal() for word in day_words):
        written_value = ",".join(day_words)
        raise make_settings_error(
            f"{name} 写的是 {written_value!r}。请写天数，用逗号隔开，如 {default}。",
            f"{name} is {written_value!r}. Write numbers of days, such as {default}.",
        )
    return sorted({int(word) for word in day_words})


def read_amounts(name: str, default: dict[str, int], maximum_by_word: dict[str, int] | None = None) -> dict[str, int]:
    """A number for each word of `default`, written `urgent=3,normal=15`; omitted ones stay."""
    amount_by_word = dict(default)
    for word in read_words(name):
        amount_key, _, value = word.partition("=")
        if amount_key not in default or not value.isdecimal() or not int(value):
            example = ",".join(f"{amount_word}={amount}" for amount_word, amount in default.items())
            raise make_settings_error(
                f"{name} 里的 {word!r} 不对。请写成 {example}，每个数至少为 1。",
                f"{name} has {word!r}. Write it as {example}, each at least 1.",
            )
        amount_by_word[amount_key] = int(value)
        if maximum_by_word and amount_by_word[amount_key] > maximum_by_word.get(amount_key, amount_by_word[amount_key]):
            raise make_settings_error(
                f"{name} 里的 {word!r} 不对：{amount_key} 最多为 {maximum_by_word[amount_key]}。",
                f"{name} has {word!r}. {amount_key} may be at most {maximum_by_word[amount_key]}.",
            )
    return amount_by_word


def read_day(name: str) -> dt.date | None:
    """A day, or none."""
    value = read_text(name, "").strip()
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise make_settings_error(
            f"{name} 写的是 {value!r}。请写日期，如 2026-11-03。",
            f"{name} is {value!r}. Write a day, such as 2026-11-03.",
        ) from error


def read_pattern(name: str, default: str, fields: tuple[str, ...]) -> str:
    """A text with every one of `fields` in braces, and no other."""
    value = read_text(name, default)
    try:
        value.format(**dict.fromkeys(fields, 1))
    except (KeyError, IndexError, ValueError):
        is_complete = False
    else:
        is_complete = all(f"{{{field}}}" in value for field in fields)
    if not is_complete:
        field_list = "、".join(f"{{{field}}}" for field in fields)
        raise make_settings_error(
            f"{name} 写的是 {value!r}。须写明 {field_list}，不能有别的花括号，如 {default!r}。",
            f"{name} is {value!r}. Write a text with {fields} in braces, such as {default!r}.",
        )
    return value


def read_choice(name: str, options: tuple[str, ...], default: str) -> str:
    """One of `options`."""
    value = read_text(name, default).strip()
    if value not in options:
        raise make_settings_error(
            f"{name} 写的是 {value!r}。请写其中一个：{'、'.join(options)}。",
            f"{name} is {value!r}. Write one of: {', '.join(options)}.",
        )
    return value


def read_secret_key(name: str) -> str:
    """A secret key. Raises ImproperlyConfigured for a weak one."""
    value = read_text(name)
    if len(value) < MIN_KEY_LENGTH or len(set(value)) < MIN_DISTINCT_CHARACTERS:
        raise make_settings_error(
            f"{name} 太弱：至少 {MIN_KEY_LENGTH} 个字符，且须随机。请运行 duban setup 生成，"
            "或用 openssl rand -base64 48。",
            f"{name} is weak: write at least {MIN_KEY_LENGTH} random characters. duban setup makes"
            " one, or openssl rand -base64 48.",
        )
    return value


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
