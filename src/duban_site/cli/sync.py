"""`duban sync`: synchronise a register from another system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban_site.cli.starting import configured, database, migrate, start_here

if TYPE_CHECKING:
    from duban_site.sync.answers import Answer

SHOWN = 50


@click.command()
@configured
@click.argument("mapping", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="只列出会有的变动，什么都不写入")
@click.option(
    "--answers",
    type=click.Path(path_type=Path, dir_okay=False),
    help="每一行的结果写到这个 CSV：来源编号、督办编号、结果、变动、原因",
)
@click.option("--all", "everything", is_flag=True, help=f"列出全部变动，默认只列前 {SHOWN} 条")
def sync(mapping: Path, dry_run: bool, answers: Path | None, everything: bool) -> None:
    """按映射文件（TOML）把别的系统的数据接入台账：新增、变更；来源没有了的只作标记。

    Keep a register in step with another system. May be ended at any moment and run again.
    """
    start_here()
    from duban_site.sync.answers import WORDS, AnswerFile
    from duban_site.sync.mapping import MappingError, read_mapping
    from duban_site.sync.running import Run
    from duban_site.sync.sources import rows_of

    shown = 0
    file = AnswerFile(answers) if answers else None

    def tell(answer: Answer) -> None:
        nonlocal shown
        if file is not None:
            file.add(answer)
        if answer.result != "unchanged":
            shown += 1
            if everything or shown <= SHOWN:
                click.echo("  ".join(filter(None, answer.row())))

    try:
        with database():
            migrate()
            told = read_mapping(mapping)
            counts = Run(told, tell, dry=dry_run).take(rows_of(told))
    except MappingError as error:
        if file is not None:
            file.drop()
        raise click.UsageError(str(error)) from error
    if file is not None:
        file.put_in_place()
    if shown > SHOWN and not everything:
        click.echo(f"……还有 {shown - SHOWN} 条，加 --all 全部列出，或用 --answers 写到文件")
    said = "，".join(f"{word} {counts[name]}" for name, word in WORDS.items())
    click.echo(f"{told.name}：{said}" + ("（试运行，没有写入）" if dry_run else ""))
    if counts["refused"]:
        raise click.exceptions.Exit(1)
