"""Key rotation: add a new key, re-encrypt everything in batches, then retire earlier keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from duban_site.core.actor import SystemActor
from duban_site.core.audit.log import log_event
from duban_site.core.rotation import rows
from duban_site.encryption import files, keys

ReportProgress = Callable[[str], None]


@dataclass(slots=True)
class Rotation:
    """The result: rows and files re-encrypted, errors of files, and keys retired."""

    resumed: bool = False
    rows: int = 0
    files: int = 0
    faults: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


def rotate_keys(report_progress: ReportProgress) -> Rotation:
    """Re-encrypt everything with a new key; an interrupted rotation is resumed without one.

    Files that are damaged, or whose key is missing, are reported in `faults`; then no key is
    retired.
    """
    rows.require_keys()
    rotation = Rotation(resumed=keys.has_key_ring() and len(keys.load_key_ring().keys) > 1)
    cipher = settings.ENCRYPTION if keys.is_encryption_enabled() else keys.CIPHER_AES
    if not rotation.resumed or keys.load_key_ring().get_current_key().cipher != cipher:
        new_ring = keys.add_key(cipher)
        with transaction.atomic():
            log_event(SystemActor(), rows.ROTATE_ACTION, None, new_key=new_ring.current, cipher=cipher)
    report_progress(f"当前密钥 {keys.load_key_ring().current}（{cipher}）")
    _rewrite_rows(rotation, report_progress)
    _rewrite_files(rotation, report_progress)
    _retire_earlier_keys(rotation)
    return rotation


def _rewrite_rows(rotation: Rotation, report_progress: ReportProgress) -> None:
    for model, fields in rows.list_encrypted_models():
        earlier_count = rotation.rows
        stale_keys = rows.find_stale_rows(model, fields)
        for start in range(0, len(stale_keys), rows.BATCH_SIZE):
            batch = stale_keys[start : start + rows.BATCH_SIZE]
            rows.rewrite_rows(model, fields, batch)
            rotation.rows += len(batch)
        if rotation.rows > earlier_count:
            report_progress(f"{model._meta.db_table}：{rotation.rows - earlier_count} 行")


def _rewrite_files(rotation: Rotation, report_progress: ReportProgress) -> None:
    earlier_count = rotation.files
    for path in iterate_stored_files():
        try:
            rotation.files += files.reencrypt_file(path)
        except (OSError, files.DamagedError, keys.KeyMissingError) as error:
            rotation.faults.append(f"{path}：{error}")
    if rotation.files > earlier_count:
        report_progress(f"佐证文件：{rotation.files - earlier_count} 个")


def iterate_stored_files() -> Iterator[Path]:
    """Every complete file of evidence, in the store and in quarantine."""
    for folder in (settings.EVIDENCE, settings.DATA / "quarantine"):
        if folder.is_dir():
            yield from sorted(
                path for path in folder.rglob("*") if files.is_stored_file_name(path.name) and path.is_file()
            )


def _retire_earlier_keys(rotation: Rotation) -> None:
    """Remove the earlier keys from the ring, once nothing is encrypted with them any more."""
    if rotation.faults:
        return
    with transaction.atomic():
        rows.lock_tables()
        for model, fields in rows.list_encrypted_models():
            if batch := rows.find_stale_rows(model, fields):
                rows.rewrite_rows(model, fields, batch)
                rotation.rows += len(batch)
        rotation.files += sum(files.reencrypt_file(path) for path in iterate_stored_files())
        retired_names = [key.name for key in keys.load_key_ring().keys if key.name != keys.load_key_ring().current]
        log_event(
            SystemActor(), rows.ROTATE_ACTION, None, retired=retired_names, rows=rotation.rows, files=rotation.files
        )
    keys.retire_earlier_keys()
    rotation.retired = retired_names
    _vacuum_database()


def _vacuum_database() -> None:
    """Vacuum the database: its free pages may still contain plaintext or old ciphertext."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for model, _fields in rows.list_encrypted_models():
                cursor.execute(f'VACUUM FULL "{model._meta.db_table}"')
