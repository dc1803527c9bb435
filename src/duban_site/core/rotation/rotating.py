"""Key rotation: add a new key, re-encrypt everything in batches, then retire earlier keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from duban_site.core.actor import System
from duban_site.core.audit.log import log
from duban_site.core.rotation import rows
from duban_site.encryption import files, keys

Say = Callable[[str], None]


@dataclass(slots=True)
class Rotation:
    """The result: rows and files re-encrypted, errors of files, and keys retired."""

    resumed: bool = False
    rows: int = 0
    files: int = 0
    faults: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


def rotate_keys(say: Say) -> Rotation:
    """Re-encrypt everything with a new key; an interrupted rotation is resumed without one.

    Files that are damaged, or whose key is missing, are reported in `faults`; then no key is
    retired.
    """
    rows.require_keys()
    done = Rotation(resumed=keys.has_key_ring() and len(keys.key_ring().keys) > 1)
    cipher = settings.ENCRYPTION if keys.encrypts() else keys.AES
    if not done.resumed or keys.key_ring().current_key().cipher != cipher:
        made = keys.add_key(cipher)
        with transaction.atomic():
            log(System(), rows.ROTATED, None, new_key=made.current, cipher=cipher)
    say(f"当前密钥 {keys.key_ring().current}（{cipher}）")
    _rows(done, say)
    _files(done, say)
    _retire(done)
    return done


def _rows(done: Rotation, say: Say) -> None:
    for model, fields in rows.encrypted_models():
        before = done.rows
        stale = rows.stale_rows(model, fields)
        for start in range(0, len(stale), rows.BATCH):
            batch = stale[start : start + rows.BATCH]
            rows.write_anew(model, fields, batch)
            done.rows += len(batch)
        if done.rows > before:
            say(f"{model._meta.db_table}：{done.rows - before} 行")


def _files(done: Rotation, say: Say) -> None:
    before = done.files
    for path in stored_files():
        try:
            done.files += files.store_anew(path)
        except (OSError, files.DamagedError, keys.KeyMissingError) as error:
            done.faults.append(f"{path}：{error}")
    if done.files > before:
        say(f"佐证文件：{done.files - before} 个")


def stored_files() -> Iterator[Path]:
    """Every complete file of evidence, in the store and in quarantine."""
    for folder in (settings.EVIDENCE, settings.DATA / "quarantine"):
        if folder.is_dir():
            yield from sorted(p for p in folder.rglob("*") if files.is_name(p.name) and p.is_file())


def _retire(done: Rotation) -> None:
    """Remove the earlier keys from the ring, once nothing is encrypted with them any more."""
    if done.faults:
        return
    with transaction.atomic():
        rows.lock_tables()
        for model, fields in rows.encrypted_models():
            if batch := rows.stale_rows(model, fields):
                rows.write_anew(model, fields, batch)
                done.rows += len(batch)
        done.files += sum(files.store_anew(path) for path in stored_files())
        names = [key.name for key in keys.key_ring().keys if key.name != keys.key_ring().current]
        log(System(), rows.ROTATED, None, retired=names, rows=done.rows, files=done.files)
    keys.retire_other_keys()
    done.retired = names
    _forget_what_was()


def _forget_what_was() -> None:
    """Vacuum the database: its free pages may still contain plaintext or old ciphertext."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for model, _fields in rows.encrypted_models():
                cursor.execute(f'VACUUM FULL "{model._meta.db_table}"')
