"""Bind a data folder to one database, so that a wrong DATABASE_URL is refused.

The folder stores the hash of the first event in its database's audit log.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from duban_site.backup import databases, evidence
from duban_site.backup.errors import BackupError


def mark_path() -> Path:
    """The file that says which database the folder belongs to."""
    data: Path = settings.DATA
    return data / "database-id"


def restoring_mark_path() -> Path:
    """Return the path of the file that exists while a restore is under way."""
    data: Path = settings.DATA
    return data / "restoring.json"


def require_match() -> None:
    """Check that the data folder belongs to the database in use; bind it where it is unbound.

    Raises BackupError where they do not belong together, or a restore was interrupted.
    """
    if restoring_mark_path().exists():
        message = "上次恢复没有做完：请再运行一次 duban restore，用同一个备份文件"
        raise BackupError(message)
    first_event, bound_event = _load_first_event(), _read_bound_event()
    if first_event and not bound_event:
        bind_database(first_event)
    elif bound_event and first_event != bound_event:
        _refuse(bool(first_event))
    elif not first_event and next(iter(evidence.list_stored_files()), None) is not None:
        _refuse(False)


def _refuse(is_foreign: bool) -> None:
    state = "是另一个安装的数据库" if is_foreign else "是空的"
    message = (
        f"数据目录 {settings.DATA} 里已有内容，而数据库 {databases.describe_database()} {state}："
        "请核对 DATABASE_URL 和 DUBAN_DATA。什么也没有改动"
    )
    raise BackupError(message)


def bind_database(first_event: str | None = None) -> None:
    """Bind the folder to the database in use."""
    first_event = first_event or _load_first_event()
    if not first_event:
        return
    path = mark_path()
    temporary = path.with_name(f".{path.name}")
    temporary.touch(mode=0o600)
    temporary.chmod(0o600)
    temporary.write_text(first_event + "\n", encoding="utf-8")
    os.replace(temporary, path)


def _read_bound_event() -> str:
    try:
        return mark_path().read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def _load_first_event() -> str:
    from duban_site.core.audit.models import Event

    if Event._meta.db_table not in databases.list_tables():
        return ""
    return Event.objects.filter(seq=1).values_list("hash", flat=True).first() or ""
