"""`duban wording DIR -o TABLES`: how clear a plan is, what is new in it, and what stands in others' reports."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from duban.cli.errors import Refusal
from duban.cli.panel import ensure_panel


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--output", "-o", type=click.Path(path_type=Path, file_okay=False), required=True, help="放五张表的目录")
@click.option(
    "--likeness",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.5,
    show_default=True,
    help="一句话有多大份额在对方的一句里，才算重复",
)
@click.option("--jobs", "-j", type=click.IntRange(1), help="进程数，默认每个处理器核一个")
def wording(folder: Path, output: Path, likeness: float, jobs: int | None) -> None:
    """计划里每句话有多明确；与本地上年报告、上级报告相比，多少句是新的、多少句重复。

    How clear each sentence of a plan is, and how many repeat last year's text or a report of a level
    above. DIR holds reports, or is a panel that `duban corpus` made.
    """
    from duban.wording.tables import write_wording_tables

    with tempfile.TemporaryDirectory(prefix="duban-") as work_folder:
        panel = ensure_panel(folder, Path(work_folder) / "panel", jobs)
        try:
            counts = write_wording_tables(panel, output, likeness)
        except ValueError as error:
            raise Refusal(str(error)) from error
    click.echo(
        f"{counts.reports} 份报告，比了 {counts.compared} 对；{counts.excluded} 次没有可比的，"
        f"原因在 left_out.csv：{output}"
    )
