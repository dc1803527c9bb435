"""Check database, evidence and audit log against each other; read-only."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from duban_site.backup import belonging, evidence
from duban_site.backup.errors import BackupError
from duban_site.core.audit.chain import verify


@dataclass(frozen=True, slots=True)
class Findings:
    """The checks that were made, in words; `faults` are the problems to repair."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unnamed: list[Path] = field(default_factory=list)
    quarantined: list[Path] = field(default_factory=list)


def check(kept: str | None = None) -> Findings:
    """Run every check. `expected_head` is a log head saved elsewhere (SEQ:HASH).

    Raises ValueError where it is no such head.
    """
    found = Findings()
    _belonging(found)
    _database(found)
    _evidence(found)
    _log(found, kept)
    found.unnamed.extend(evidence.unnamed())
    found.quarantined.extend(evidence.quarantined())
    return found


def _belonging(found: Findings) -> None:
    try:
        belonging.require()
    except BackupError as error:
        found.faults.append(str(error))


def _database(found: Findings) -> None:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        found.faults.append(f"数据库还差 {len(waiting)} 步升级：请运行 duban serve 升级")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            told = [row[0] for row in cursor.fetchall()]
            cursor.execute("PRAGMA foreign_key_check")
            loose = len(cursor.fetchall())
        if told != ["ok"]:
            found.faults.append(f"SQLite 文件已损坏：{told[0]}")
        if loose:
            found.faults.append(f"SQLite 里有 {loose} 行指向不存在的行")
    found.lines.append(f"数据库 {connection.vendor}：已核对")


def _evidence(found: Findings) -> None:
    """Report files that rows name and the store lacks. Changed contents are found by the log."""
    named = evidence.named_now()
    missing = sorted(name for name in named if not _path(name).is_file())
    aside = {path.name for path in evidence.quarantined()}
    for name in missing:
        hint = "在隔离区，duban check --bring-back 可取回" if name in aside else "请从备份取回"
        found.faults.append(f"缺少佐证文件 {name}：{hint}")
    size = sum(_path(name).stat().st_size for name in named if name not in set(missing))
    found.lines.append(
        f"佐证：数据库里 {len(named)} 个文件，共 {size:,} 字节，缺 {len(missing)} 个"
    )


def _path(name: str) -> Path:
    return evidence.folder() / name[:2] / name


def _log(found: Findings, kept: str | None) -> None:
    verdict = verify(kept)
    found.lines.append(f"日志：{verdict.seq} 条，{verdict.hash}")
    if verdict.fault is not None:
        found.faults.append(f"日志或它所记的内容被改动：{verdict.fault}")
