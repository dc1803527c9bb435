"""`duban targets DIR -o TABLES`: where targets bunch, how they grow down the chain, how they move after a miss."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from duban.cli.panel import ensure_panel
from duban.notices import NoticeError


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--indicator", "-i", default="gdp", show_default=True, help="核心指标的代码，如 gdp、retail、cpi")
@click.option("--output", "-o", type=click.Path(path_type=Path, file_okay=False), required=True, help="放表和图的目录")
@click.option("--figures/--no-figures", default=True, help="是否画图（SVG 和 PDF，需要 matplotlib）")
@click.option("--jobs", "-j", type=click.IntRange(1), help="进程数，默认每个处理器核一个")
def targets(folder: Path, indicator: str, output: Path, figures: bool, jobs: int | None) -> None:
    """一个指标的目标：集中在哪些数上，层层加码多少，完成或没完成之后下一年怎么变；表和可以付印的图。

    One indicator's targets: where they bunch, how they grow down the chain, how they move after a
    miss. DIR holds reports, or is a panel that `duban corpus` made.
    """
    from duban.targets import read_stated
    from duban.targets.tables import measure_distribution, write_target_tables

    with tempfile.TemporaryDirectory(prefix="duban-") as work_folder:
        panel = ensure_panel(folder, Path(work_folder) / "panel", jobs)
        distribution = measure_distribution(read_stated(panel, indicator))
        write_target_tables(distribution, output)
    if figures:
        from duban.targets.plots import draw_figures

        try:
            draw_figures(distribution, output)
        except ImportError as error:
            raise NoticeError.make("figures_without_library") from error
    click.echo(
        f"{indicator}：目标 {len(distribution.targets)} 个，有上级目标可比 {len(distribution.steps)} 个，"
        f"有下一年结果 {len(distribution.revisions)} 个；没有算的和原因在 left_out.csv：{output}"
    )
