"""Changing the key: new key, everything under it batch by batch, earlier keys away at the end."""

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
    """What was done: rows and files written anew, files that could not be, keys retired."""

    resumed: bool = False
    rows: int = 0
    files: int = 0
    faults: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


def rotate_keys(say: Say) -> Rotation:
    """A new key for everything; a rotation that broke off is ended first, and without another.

    Files that are damaged or missing their key are told in `faults`, and no key is retired then.
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
    """Every whole file of evidence, in the store and in quarantine."""
    for folder in (settings.EVIDENCE, settings.DATA / "quarantine"):
        if folder.is_dir():
            yield from sorted(p for p in folder.rglob("*") if files.is_name(p.name) and p.is_file())


def _retire(done: Rotation) -> None:
    """Take the earlier keys out of the ring, once nothing is left under them."""
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
    """Give what the database freed back: it may hold what was in the clear before."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for model, _fields in rows.encrypted_models():
                cursor.execute(f'VACUUM FULL "{model._meta.db_table}"')
