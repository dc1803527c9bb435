"""Restore an installation from a backup: into an empty database and an empty store only.

A mark stands in the data folder from before the first change until all is done. While it stands
the service does not start, and the next restore clears what the one before had begun: the mark is
only set where database and store were empty.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from duban_site.backup import archive, belonging, databases, evidence
from duban_site.backup.errors import BackupError
from duban_site.backup.manifest import EVIDENCE, Manifest, key_digests
from duban_site.core.actor import System
from duban_site.core.audit.log import log

KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def restore(source: Path, *, without_keys: bool = False) -> Manifest:
    """Verify the backup, then put it into place, and bring its database up to date.

    Raises BackupError where there is data already, the backup is not whole, is of a newer version
    or of the other kind of database, or its key ring is not at hand.
    """
    data: Path = settings.DATA
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    _clear_what_broke_off()
    _must_be_empty()
    scratch = data / ".restoring"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    try:
        manifest = archive.unpack(source, scratch)
        copy = _verified(manifest, scratch, without_keys=without_keys)
        _set_mark()
        databases.load(copy)
        _place_evidence(scratch / EVIDENCE)
        _compare(manifest)
        _migrate_and_log(source)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    belonging.bind()
    belonging.restoring_mark().unlink()
    return manifest


def _clear_what_broke_off() -> None:
    """Clear database and store again where an earlier restore was interrupted."""
    path = belonging.restoring_mark()
    if not path.exists():
        return
    marked = json.loads(path.read_text(encoding="utf-8"))["database"]
    if marked != databases.name_of_database():
        message = f"上次没有做完的恢复用的是数据库 {marked}：请用同一个 DATABASE_URL 再恢复一次"
        raise BackupError(message)
    databases.empty()
    shutil.rmtree(evidence.folder(), ignore_errors=True)
    belonging.mark().unlink(missing_ok=True)


def _must_be_empty() -> None:
    if databases.tables_in_use():
        message = (
            f"数据库 {databases.name_of_database()} 里已有内容，不覆盖："
            "请在 DATABASE_URL 里换一个空数据库（SQLite 换一个 DUBAN_DATA）"
        )
        raise BackupError(message)
    if next(iter(evidence.stored()), None) is not None or belonging.mark().exists():
        raise BackupError(f"数据目录 {settings.DATA} 里已有内容，不覆盖：请换一个 DUBAN_DATA")


def _verified(manifest: Manifest, scratch: Path, *, without_keys: bool) -> Path:
    """Check vendor, version, keys and the database copy; returns the copy's path."""
    kind = manifest.database.kind
    if kind != connection.vendor:
        message = f"备份是 {KINDS.get(kind, kind)} 的，设置的数据库是 {KINDS[connection.vendor]}"
        raise BackupError(f"{message}：请把 DATABASE_URL 设成同一种数据库")
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    ours = {app for app, _name in MigrationLoader(None).disk_migrations}
    newer = [m for m in manifest.database.migrations if m.split(".")[0] in ours and m not in known]
    newer = [name for name in newer if name not in _replaced()]
    if newer:
        message = f"备份来自督办 {manifest.version}，这里的版本不认识它的数据库（{newer[0]}）"
        raise BackupError(f"{message}：请先安装同样或更新的版本")
    if not without_keys:
        _require_keys(manifest)
    name = "database.sqlite3" if kind == "sqlite" else "database.dump"
    copy = scratch / name
    databases.verify_copy(copy)
    return copy


def _replaced() -> set[str]:
    """Return the migrations that this version's squashed migrations replace."""
    loaded = MigrationLoader(None).disk_migrations.values()
    return {".".join(key) for migration in loaded for key in migration.replaces}


def _require_keys(manifest: Manifest) -> None:
    """Raises BackupError without the key ring that the data was written with."""
    have = key_digests()
    missing = [name for name, digest in manifest.keys.items() if have.get(name) != digest]
    if missing:
        message = (
            f"备份里的数据用到的密钥（{', '.join(missing)}）这里没有：请先把单独保存的密钥文件放到 "
            f"{settings.KEYS}。密钥已经丢失时加 --without-keys：加密的内容就读不了了"
        )
        raise BackupError(message)


def _set_mark() -> None:
    path = belonging.restoring_mark()
    beside = path.with_name(f".{path.name}")
    with beside.open("w", encoding="utf-8") as file:
        json.dump({"database": databases.name_of_database()}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def _place_evidence(unpacked: Path) -> None:
    target = evidence.folder()
    if unpacked.is_dir():
        if target.is_dir():
            shutil.rmtree(target)  # empty: that was checked
        os.replace(unpacked, target)


def _compare(manifest: Manifest) -> None:
    """Raise BackupError unless row counts and audit log head are those of the manifest."""
    found = databases.facts_now()
    for name, count in manifest.database.tables.items():
        if found.tables.get(name) != count:
            message = f"恢复后 {name} 有 {found.tables.get(name, 0)} 行，备份里是 {count} 行"
            raise BackupError(message)
    if found.head != manifest.database.head:
        raise BackupError("恢复后的日志链与备份的不同")


def _migrate_and_log(source: Path) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        log(System(), "site.restore", file=source.name)
