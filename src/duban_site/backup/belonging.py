"""Bind a data folder to one database, so that a wrong DATABASE_URL is refused.

The folder stores the hash of the first event in its database's audit log.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from duban_site.backup import databases, evidence
from duban_site.backup.errors import BackupError


def mark() -> Path:
    """The file that says which database the folder belongs to."""
    data: Path = settings.DATA
    return data / "database-id"


def restoring_mark() -> Path:
    """Return the path of the file that exists while a restore is under way."""
    data: Path = settings.DATA
    return data / "restoring.json"


def require() -> None:
    """Check that the data folder belongs to the database in use; bind it where it is unbound.

    Raises BackupError where they do not belong together, or a restore was interrupted.
    """
    if restoring_mark().exists():
        message = "上次恢复没有做完：请再运行一次 duban restore，用同一个备份文件"
        raise BackupError(message)
    first, bound = _first_event(), _bound()
    if first and not bound:
        bind(first)
    elif bound and first != bound:
        _refuse(bool(first))
    elif not first and next(iter(evidence.stored()), None) is not None:
        _refuse(False)


def _refuse(other: bool) -> None:
    what = "是另一个安装的数据库" if other else "是空的"
    message = (
        f"数据目录 {settings.DATA} 里已有内容，而数据库 {databases.name_of_database()} {what}："
        "请核对 DATABASE_URL 和 DUBAN_DATA。什么也没有改动"
    )
    raise BackupError(message)


def bind(first: str | None = None) -> None:
    """Bind the folder to the database in use."""
    first = first or _first_event()
    if not first:
        return
    path = mark()
    beside = path.with_name(f".{path.name}")
    beside.touch(mode=0o600)
    beside.chmod(0o600)
    beside.write_text(first + "\n", encoding="utf-8")
    os.replace(beside, path)


def _bound() -> str:
    try:
        return mark().read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def _first_event() -> str:
    from duban_site.core.audit.models import Event

    if Event._meta.db_table not in databases.tables_in_use():
        return ""
    return Event.objects.filter(seq=1).values_list("hash", flat=True).first() or ""
