"""`duban backup`, `duban restore`, `duban check`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from duban_site.cli.startup import explain_database_errors, start_django_locally, with_config_option

FILE_TYPE = click.Path(path_type=Path)


@contextmanager
def _explain_errors(operation: str) -> Iterator[None]:
    """Turn failures of backup, database and disk into one-line errors of the command."""
    from duban_site.backup.errors import BackupError

    try:
        with explain_database_errors():
            yield
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        error_path = error.filename or ""
        raise click.ClickException(f"{operation}没有做成：{error.strerror} {error_path}") from error


def _warn(line: str) -> None:
    click.echo(f"注意 {line}", err=True)


@click.command()
@with_config_option
@click.argument("file", type=FILE_TYPE)
@click.option("--keep", type=click.IntRange(1), help="FILE 是目录时，只留最新的几份")
def backup(file: Path, keep: int | None) -> None:
    """备份数据库、佐证和设置（不含密钥）到一个文件；服务照常运行。

    Back up database, evidence and settings (without keys) into FILE, or under a dated name into
    a folder.
    """
    if keep and not file.is_dir():
        raise click.UsageError("--keep 只用于目录：请把备份目录写作 FILE")
    start_django_locally()
    from duban_site.backup import database_binding
    from duban_site.backup.make_backup import make_backup
    from duban_site.backup.rotation import back_up_into

    with _explain_errors("备份"):
        database_binding.require_match()
        if file.is_dir():
            target, manifest, removed = back_up_into(file, keep, _warn)
        else:
            target, manifest, removed = file, make_backup(file.absolute(), _warn), []
    row_count = sum(manifest.database.tables.values())
    size = target.stat().st_size
    click.echo(f"{target}：{row_count} 行，{len(manifest.evidence)} 个佐证文件，{size:,} 字节")
    for path in removed:
        click.echo(f"已删除旧备份 {path}")
    if manifest.keys:
        _warn("密钥文件不在备份里，请单独保存：没有它，加密的内容无法恢复")
    if manifest.missing:
        message = f"数据库里有 {len(manifest.missing)} 个佐证文件不在数据目录里：请运行 duban check"
        raise click.ClickException(f"备份已写成，但{message}")


@click.command()
@with_config_option
@click.argument("file", type=FILE_TYPE)
@click.option("--without-keys", is_flag=True, help="密钥已丢失，仍恢复；加密的内容读不了")
def restore(file: Path, without_keys: bool) -> None:
    """把备份恢复到空的数据库和数据目录；有内容时不动。

    Restore a backup into an empty database and data folder. Verified before anything is moved.
    """
    start_django_locally()
    from duban_site.backup.restore import restore

    with _explain_errors("恢复"):
        manifest = restore(file, without_keys=without_keys)
    row_count = sum(manifest.database.tables.values())
    provenance = f"{manifest.made} 由督办 {manifest.version} 所做"
    click.echo(f"已恢复：{row_count} 行，{len(manifest.evidence)} 个佐证文件（备份 {provenance}）")
    if manifest.missing:
        _warn(f"{len(manifest.missing)} 个佐证文件做备份时就已缺少")


@click.command()
@with_config_option
@click.option("--kept", help="以前保存在别处的 SEQ:HASH，或存有它的文件")
@click.option("--quarantine", is_flag=True, help="把没有记录指向的文件移到隔离区")
@click.option("--bring-back", is_flag=True, help="把隔离区里数据库需要的文件放回")
def check(kept: str | None, quarantine: bool, bring_back: bool) -> None:
    """核对数据库、佐证和日志链，列出隔离区。

    Hold database, evidence and log against each other. Exit code 1 where something must be mended.
    """
    start_django_locally()
    from duban_site.backup import database_binding, evidence
    from duban_site.backup.check import check
    from duban_site.core.audit.heads import read_saved_head

    with _explain_errors("核对"):
        if quarantine or bring_back:
            database_binding.require_match()
        moved = evidence.quarantine_unnamed_files() if quarantine else []
        moved += evidence.restore_from_quarantine() if bring_back else []
        try:
            findings = check(None if kept is None else read_saved_head(kept))
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    for line in (*(f"已移动 {path}" for path in moved), *findings.lines):
        click.echo(line)
    for path in findings.unnamed:
        click.echo(f"没有记录指向 {path}（duban check --quarantine 可移到隔离区）")
    for path in findings.quarantined:
        click.echo(f"隔离区 {path}（{path.stat().st_size:,} 字节）")
    for fault in findings.faults:
        click.echo(f"问题 {fault}", err=True)
    click.echo("有问题要处理" if findings.faults else "没有发现问题")
    sys.exit(1 if findings.faults else 0)
