"""Make a backup while the service is in use: the database first, then the evidence files.

Files are stored under their hash and never change, so every file that the database copy names
still exists when the files are copied; files added later are in excess and do no harm.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.db import DatabaseError, transaction

import duban
from duban_site import env
from duban_site.backup import databases, evidence
from duban_site.backup.archive import Writer
from duban_site.backup.databases import Copy
from duban_site.backup.errors import BackupError
from duban_site.backup.manifest import EVIDENCE, SETTINGS, Manifest, key_digests
from duban_site.core.actor import System
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now

SECRET = ("KEY", "PASSWORD", "SECRET", "TOKEN")
OF_THIS_MACHINE = ("DUBAN_DATA", "DUBAN_CONFIG", "DUBAN_KEYS", "DUBAN_MODE", "DATABASE_URL")


def make_backup(target: Path, warn: Callable[[str], None]) -> Manifest:
    """Write a backup to `target`, which appears complete or not at all.

    Raises BackupError where `target` is there already, or the database cannot be copied; OSError
    where the disk is full or may not be written.
    """
    if target.exists():
        raise BackupError(f"{target} 已经存在，不覆盖：请换一个文件名")
    _log(target, warn)
    scratch = target.with_name(f".{target.name}.part")
    shutil.rmtree(scratch, ignore_errors=True)  # of a backup that was killed
    scratch.mkdir(mode=0o700)
    try:
        manifest = _written(scratch)
        os.link(scratch / "archive.tar", target)  # never over a file that is there
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    _flush(target.parent)
    return manifest


def _log(target: Path, warn: Callable[[str], None]) -> None:
    """Log the backup; a database that accepts no writes is backed up all the same."""
    try:
        with transaction.atomic():
            log(System(), "site.backup", file=target.name)
    except DatabaseError as error:
        warn(f"这次备份没有记入日志（{error}）")


def _written(scratch: Path) -> Manifest:
    path = scratch / "archive.tar"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file, databases.copy_database(scratch) as copy:
        writer = Writer(file)
        writer.add_text(SETTINGS, settings_text())
        writer.add_file(copy.path.name, copy.path)
        found = databases.facts(copy.rows)
        missing = sorted(_named(copy) - _add_evidence(writer))
        manifest = Manifest(
            version=duban.__version__,
            made=utc_now().isoformat(timespec="seconds"),
            database=found,
            members=writer.members,
            missing=missing,
            keys=key_digests(),
        )
        writer.close(manifest)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _add_evidence(writer: Writer) -> set[str]:
    taken = set()
    for path in evidence.stored():
        if not evidence.is_whole(path):
            continue
        try:
            writer.add_file(f"{EVIDENCE}{path.parent.name}/{path.name}", path)
        except FileNotFoundError:
            continue  # removed since: no row names it any more, or it is listed as missing
        taken.add(path.name)
    return taken


def _named(copy: Copy) -> set[str]:
    """Every hash that the copy names."""
    found: set[str] = set()
    for model in evidence.file_models():
        question = f'SELECT DISTINCT sha256 FROM "{model._meta.db_table}"'  # noqa: S608
        found |= {row[0] for row in copy.rows(question) if row[0]}
    return found


def settings_text() -> bytes:
    """Render the settings in force as TOML, without secrets and machine-specific ones."""
    lines = []
    for name in sorted(env.read_names):
        value = os.environ.get(name)
        secret = any(word in name for word in SECRET)
        if value is not None and not secret and name not in OF_THIS_MACHINE:
            lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}\n")
    return "".join(lines).encode()


def _flush(folder: Path) -> None:
    """Sync the folder, so that the new file's directory entry survives a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
