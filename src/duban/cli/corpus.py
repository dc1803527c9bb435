"""`duban corpus DIR -o panel.parquet`: every report under a folder, as one table."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--output", "-o", type=click.Path(path_type=Path), required=True, help="Parquet 文件")
@click.option("--jobs", "-j", type=click.IntRange(1), help="进程数，默认每个处理器核一个")
@click.option(
    "--timeout",
    type=click.FloatRange(1),
    default=120,
    show_default=True,
    help="一个文件最多读几秒，超过算读不了",
)
def corpus(folder: Path, output: Path, jobs: int | None, timeout: float) -> int:
    """读目录下的所有报告，汇成一张表；中断后再运行会接着做。

    Read every report under a folder into one Parquet table; start again to resume.
    """
    from duban.bulk import build_panel

    return build_panel(folder, output, jobs=jobs, timeout=timeout)
