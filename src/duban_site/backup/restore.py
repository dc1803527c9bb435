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

from duban_site.backup import archive, database_binding, databases, evidence
from duban_site.backup.errors import BackupError
from duban_site.backup.manifest import EVIDENCE_PREFIX, Manifest, compute_key_digests
from duban_site.core.actor import SystemActor
from duban_site.core.audit.log import log_event

VENDORS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def restore(source: Path, *, without_keys: bool = False) -> Manifest:
    """Verify the backup, then put it into place, and bring its database up to date.

    Raises BackupError where there is data already, the backup is not whole, is of a newer version
    or of the other kind of database, or its key ring is not at hand.
    """
    data: Path = settings.DATA
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    _clear_interrupted_restore()
    _require_empty()
    scratch = data / ".restoring"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    try:
        manifest = archive.unpack(source, scratch)
        copy = _verify_backup(manifest, scratch, without_keys=without_keys)
        _write_mark()
        databases.load_copy(copy)
        _place_evidence(scratch / EVIDENCE_PREFIX)
        _compare_with_manifest(manifest)
        _migrate_and_log(source)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    database_binding.bind_database()
    database_binding.restoring_mark_path().unlink()
    return manifest


def _clear_interrupted_restore() -> None:
    """Clear database and store again where an earlier restore was interrupted."""
    path = database_binding.restoring_mark_path()
    if not path.exists():
        return
    marked_database = json.loads(path.read_text(encoding="utf-8"))["database"]
    if marked_database != databases.describe_database():
        message = f"上次没有做完的恢复用的是数据库 {marked_database}：请用同一个 DATABASE_URL 再恢复一次"
        raise BackupError(message)
    databases.drop_all_tables()
    shutil.rmtree(evidence.evidence_folder(), ignore_errors=True)
    database_binding.mark_path().unlink(missing_ok=True)


def _require_empty() -> None:
    if databases.list_tables():
        message = (
            f"数据库 {databases.describe_database()} 里已有内容，不覆盖："
            "请在 DATABASE_URL 里换一个空数据库（SQLite 换一个 DUBAN_DATA）"
        )
        raise BackupError(message)
    if next(iter(evidence.list_stored_files()), None) is not None or database_binding.mark_path().exists():
        raise BackupError(f"数据目录 {settings.DATA} 里已有内容，不覆盖：请换一个 DUBAN_DATA")


def _verify_backup(manifest: Manifest, scratch: Path, *, without_keys: bool) -> Path:
    """Check vendor, version, keys and the database copy; returns the copy's path."""
    kind = manifest.database.kind
    if kind != connection.vendor:
        message = f"备份是 {VENDORS.get(kind, kind)} 的，设置的数据库是 {VENDORS[connection.vendor]}"
        raise BackupError(f"{message}：请把 DATABASE_URL 设成同一种数据库")
    available = {".".join(migration_key) for migration_key in MigrationLoader(None).disk_migrations}
    installed_apps = {app for app, _name in MigrationLoader(None).disk_migrations}
    unknown = [
        migration
        for migration in manifest.database.migrations
        if migration.split(".")[0] in installed_apps and migration not in available
    ]
    unknown = [name for name in unknown if name not in _list_replaced_migrations()]
    if unknown:
        message = f"备份来自督办 {manifest.version}，这里的版本不认识它的数据库（{unknown[0]}）"
        raise BackupError(f"{message}：请先安装同样或更新的版本")
    if not without_keys:
        _require_keys(manifest)
    name = "database.sqlite3" if kind == "sqlite" else "database.dump"
    copy = scratch / name
    databases.verify_copy(copy)
    return copy


def _list_replaced_migrations() -> set[str]:
    """Return the migrations that this version's squashed migrations replace."""
    migrations = MigrationLoader(None).disk_migrations.values()
    return {".".join(migration_key) for migration in migrations for migration_key in migration.replaces}


def _require_keys(manifest: Manifest) -> None:
    """Raises BackupError without the key ring that the data was written with."""
    available = compute_key_digests()
    missing = [name for name, digest in manifest.keys.items() if available.get(name) != digest]
    if missing:
        message = (
            f"备份里的数据用到的密钥（{', '.join(missing)}）这里没有：请先把单独保存的密钥文件放到 "
            f"{settings.KEYS}。密钥已经丢失时加 --without-keys：加密的内容就读不了了"
        )
        raise BackupError(message)


def _write_mark() -> None:
    path = database_binding.restoring_mark_path()
    temporary = path.with_name(f".{path.name}")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump({"database": databases.describe_database()}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def _place_evidence(unpacked: Path) -> None:
    target = evidence.evidence_folder()
    if unpacked.is_dir():
        if target.is_dir():
            shutil.rmtree(target)  # empty: that was checked
        os.replace(unpacked, target)


def _compare_with_manifest(manifest: Manifest) -> None:
    """Raise BackupError unless row counts and audit log head are those of the manifest."""
    facts = databases.collect_current_facts()
    for name, count in manifest.database.tables.items():
        if facts.tables.get(name) != count:
            message = f"恢复后 {name} 有 {facts.tables.get(name, 0)} 行，备份里是 {count} 行"
            raise BackupError(message)
    if facts.head != manifest.database.head:
        raise BackupError("恢复后的日志链与备份的不同")


def _migrate_and_log(source: Path) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        log_event(SystemActor(), "site.restore", file=source.name)
