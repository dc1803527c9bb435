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
from duban_site.backup.archive import ArchiveWriter
from duban_site.backup.databases import DatabaseCopy
from duban_site.backup.errors import BackupError
from duban_site.backup.manifest import EVIDENCE_PREFIX, SETTINGS_NAME, Manifest, compute_key_digests
from duban_site.core.actor import SystemActor
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now


def make_backup(target: Path, warn: Callable[[str], None]) -> Manifest:
    """Write a backup to `target`, which appears complete or not at all.

    Raises BackupError where `target` is there already, or the database cannot be copied; OSError
    where the disk is full or may not be written.
    """
    if target.exists():
        raise BackupError(f"{target} 已经存在，不覆盖：请换一个文件名")
    _log_backup(target, warn)
    scratch = target.with_name(f".{target.name}.part")
    shutil.rmtree(scratch, ignore_errors=True)  # of a backup that was killed
    scratch.mkdir(mode=0o700)
    try:
        manifest = _write_archive(scratch)
        os.link(scratch / "archive.tar", target)  # never over a file that is there
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    _flush_folder(target.parent)
    return manifest


def _log_backup(target: Path, warn: Callable[[str], None]) -> None:
    """Log the backup; a database that accepts no writes is backed up all the same."""
    try:
        with transaction.atomic():
            log_event(SystemActor(), "site.backup", file=target.name)
    except DatabaseError as error:
        warn(f"这次备份没有记入日志（{error}）")


def _write_archive(scratch: Path) -> Manifest:
    archive_path = scratch / "archive.tar"
    descriptor = os.open(archive_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file, databases.copy_database(scratch) as copy:
        writer = ArchiveWriter(file)
        writer.add_content(SETTINGS_NAME, render_settings())
        writer.add_file(copy.path.name, copy.path)
        facts = databases.collect_facts(copy.rows)
        missing = sorted(_list_named_hashes(copy) - _add_evidence(writer))
        manifest = Manifest(
            version=duban.__version__,
            made=utc_now().isoformat(timespec="seconds"),
            database=facts,
            members=writer.members,
            missing=missing,
            keys=compute_key_digests(),
        )
        writer.close(manifest)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _add_evidence(writer: ArchiveWriter) -> set[str]:
    added_hashes = set()
    for path in evidence.list_stored_files():
        if not evidence.is_complete(path):
            continue
        try:
            writer.add_file(f"{EVIDENCE_PREFIX}{path.parent.name}/{path.name}", path)
        except FileNotFoundError:
            continue  # removed since: no row names it any more, or it is listed as missing
        added_hashes.add(path.name)
    return added_hashes


def _list_named_hashes(copy: DatabaseCopy) -> set[str]:
    """Every hash that the copy names."""
    hashes: set[str] = set()
    for model in evidence.list_file_models():
        query = f'SELECT DISTINCT sha256 FROM "{model._meta.db_table}"'  # noqa: S608
        hashes |= {row[0] for row in copy.rows(query) if row[0]}
    return hashes


def render_settings() -> bytes:
    """Render the settings in force as TOML, without secrets and machine-specific ones."""
    lines = []
    for name, option in sorted(env.OPTIONS.items()):
        value = os.environ.get(name)
        if value is not None and not option.secret and not option.place:
            lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}\n")
    return "".join(lines).encode()


def _flush_folder(folder: Path) -> None:
    """Sync the folder, so that the new file's directory entry survives a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
