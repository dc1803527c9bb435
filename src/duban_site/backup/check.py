"""Check database, evidence and audit log against each other; read-only."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from duban_site.backup import database_binding, evidence
from duban_site.backup.errors import BackupError
from duban_site.core.audit.chain import verify_chain


@dataclass(frozen=True, slots=True)
class Findings:
    """The checks that were made, in words; `faults` are the problems to repair."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unnamed: list[Path] = field(default_factory=list)
    quarantined: list[Path] = field(default_factory=list)


def check(expected_head: str | None = None) -> Findings:
    """Run every check. `expected_head` is a log head saved elsewhere (SEQ:HASH).

    Raises ValueError where it is no such head.
    """
    findings = Findings()
    _check_belonging(findings)
    _check_database(findings)
    _check_evidence(findings)
    _check_log(findings, expected_head)
    findings.unnamed.extend(evidence.find_unnamed_files())
    findings.quarantined.extend(evidence.list_quarantined_files())
    return findings


def _check_belonging(findings: Findings) -> None:
    try:
        database_binding.require_match()
    except BackupError as error:
        findings.faults.append(str(error))


def _check_database(findings: Findings) -> None:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        findings.faults.append(f"数据库还差 {len(pending)} 步升级：请运行 duban serve 升级")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            verdicts = [row[0] for row in cursor.fetchall()]
            cursor.execute("PRAGMA foreign_key_check")
            dangling_count = len(cursor.fetchall())
        if verdicts != ["ok"]:
            findings.faults.append(f"SQLite 文件已损坏：{verdicts[0]}")
        if dangling_count:
            findings.faults.append(f"SQLite 里有 {dangling_count} 行指向不存在的行")
    findings.lines.append(f"数据库 {connection.vendor}：已核对")


def _check_evidence(findings: Findings) -> None:
    """Report files that rows name and the store lacks. Changed contents are found by the log."""
    hashes = evidence.list_named_hashes()
    missing = sorted(digest for digest in hashes if not _evidence_path(digest).is_file())
    quarantined = {path.name for path in evidence.list_quarantined_files()}
    for digest in missing:
        hint = "在隔离区，duban check --bring-back 可取回" if digest in quarantined else "请从备份取回"
        findings.faults.append(f"缺少佐证文件 {digest}：{hint}")
    total_size = sum(_evidence_path(digest).stat().st_size for digest in hashes if digest not in set(missing))
    findings.lines.append(f"佐证：数据库里 {len(hashes)} 个文件，共 {total_size:,} 字节，缺 {len(missing)} 个")


def _evidence_path(digest: str) -> Path:
    return evidence.evidence_folder() / digest[:2] / digest


def _check_log(findings: Findings, expected_head: str | None) -> None:
    verdict = verify_chain(expected_head)
    findings.lines.append(f"日志：{verdict.seq} 条，{verdict.hash}")
    if verdict.fault is not None:
        findings.faults.append(f"日志或它所记的内容被改动：{verdict.fault}")
