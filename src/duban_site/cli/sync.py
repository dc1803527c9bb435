"""`duban sync`: synchronise a register from another system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban_site.cli.startup import explain_database_errors, migrate_database, start_django_locally, with_config_option

if TYPE_CHECKING:
    from duban_site.sync.answers import Answer

MAX_LISTED = 50


@click.command()
@with_config_option
@click.argument("mapping", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="只列出会有的变动，什么都不写入")
@click.option(
    "--answers",
    type=click.Path(path_type=Path, dir_okay=False),
    help="每一行的结果写到这个 CSV：来源编号、督办编号、结果、变动、原因",
)
@click.option("--all", "everything", is_flag=True, help=f"列出全部变动，默认只列前 {MAX_LISTED} 条")
def sync(mapping: Path, dry_run: bool, answers: Path | None, everything: bool) -> None:
    """按映射文件（TOML）把别的系统的数据接入台账：新增、变更；来源没有了的只作标记。

    Keep a register in step with another system. May be ended at any moment and run again.
    """
    start_django_locally()
    from duban_site.sync.answers import RESULT_WORDS, AnswerFile
    from duban_site.sync.mapping import MappingError, read_mapping
    from duban_site.sync.runner import SyncRunner
    from duban_site.sync.sources import read_source_rows

    listed_count, answer_file = 0, AnswerFile(answers) if answers else None

    def report_answer(answer: Answer) -> None:
        nonlocal listed_count
        if answer_file is not None:
            answer_file.add(answer)
        if answer.result != "unchanged":
            listed_count += 1
            if everything or listed_count <= MAX_LISTED:
                click.echo("  ".join(filter(None, answer.row())))

    try:
        with explain_database_errors():
            migrate_database()
            mapping_file = read_mapping(mapping)
            runner = SyncRunner(mapping_file, report_answer, dry_run=dry_run)
            counts = runner.import_rows(read_source_rows(mapping_file))
    except MappingError as error:
        if answer_file is not None:
            answer_file.discard()
        raise click.UsageError(str(error)) from error
    if answer_file is not None:
        answer_file.publish()
    if listed_count > MAX_LISTED and not everything:
        click.echo(f"……还有 {listed_count - MAX_LISTED} 条，加 --all 全部列出，或用 --answers 写到文件")
    summary = "，".join(f"{word} {counts[name]}" for name, word in RESULT_WORDS.items())
    click.echo(f"{mapping_file.name}：{summary}" + ("（试运行，没有写入）" if dry_run else ""))
    if counts["refused"]:
        raise click.exceptions.Exit(1)
