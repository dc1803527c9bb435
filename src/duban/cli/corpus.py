"""`duban corpus DIR -o panel.parquet`: every report under a folder, as one table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.failing import Refusal

if TYPE_CHECKING:
    from duban.bulk import Outcome

SHOWN = 20


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--output", "-o", type=click.Path(path_type=Path), required=True, help="Parquet 文件")
@click.option("--jobs", "-j", type=click.IntRange(1), help="进程数，默认每个处理器核一个")
@click.option(
    "--timeout",
    type=click.FloatRange(1),
    default=120,
    show_default=True,
    help="一个文件最多读几秒，超过算读不了",
)
def corpus(folder: Path, output: Path, jobs: int | None, timeout: float) -> None:
    """读目录下的所有报告，汇成一张表；中断后再运行会接着做。

    Read every report under a folder into one Parquet table; start again to resume.
    """
    from duban.bulk import build_panel
    from duban.cli.progress import Meter

    if not folder.is_dir():
        raise Refusal(f"{folder} 不是目录：读一个文件请用 duban read {folder}")
    if output.is_dir():
        raise Refusal(f"{output} 是目录：-o 要一个 Parquet 文件名")
    if not output.parent.is_dir():
        raise Refusal(f"没有 {output.parent} 这个目录：请先建好")
    try:
        meter = Meter(sys.stderr)
        outcome = build_panel(folder, output, jobs=jobs, timeout=timeout, on_progress=meter)
    except KeyboardInterrupt:
        click.echo("\n已中断；再运行同一条命令会接着做", err=True)
        raise click.Abort from None
    _tell(outcome, folder, output)


def _tell(outcome: Outcome, folder: Path, output: Path) -> None:
    """What was read, and every file that was not, with its reason."""
    for bad in outcome.bad[:SHOWN]:
        click.echo(f"读不了 {bad.file}：{bad.reason}", err=True)
    if len(outcome.bad) > SHOWN:
        rest = len(outcome.bad) - SHOWN
        click.echo(f"……还有 {rest} 个，全部在 {output}.errors.jsonl", err=True)
    if not outcome.files:
        raise Refusal(f"{folder} 下没有 txt html htm docx pdf ofd 文件")
    if not outcome.read:
        raise Refusal(f"{outcome.files} 个文件一个也读不了，没有写 {output}")
    reused = f"（其中 {outcome.reused} 个已读过）" if outcome.reused else ""
    empty = f"，{outcome.empty} 个没有目标任务也没有指标" if outcome.empty else ""
    click.echo(
        f"{outcome.read} 个文件{reused}，{outcome.rows} 行，"
        f"{len(outcome.bad)} 个读不了{empty}：{output}"
    )
