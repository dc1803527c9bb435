"""`duban demo`: a seeded service to look at, or the living report of the bundled sample."""

from __future__ import annotations

import os
import sys
import tempfile
import webbrowser
from importlib.metadata import entry_points
from importlib.resources import as_file, files
from pathlib import Path

import click

SAMPLE = "report-2026.txt"


@click.command()
@click.option("--page", is_flag=True, help="只生成活报告网页，不启动服务")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="网页写到哪里，默认临时目录")
@click.option("--no-open", is_flag=True, help="不打开浏览器")
@click.option("--data", type=click.Path(path_type=Path), default="demo-data", show_default=True)
@click.option("--port", default=8000, show_default=True, help="监听端口")
def demo(page: bool, output: Path | None, no_open: bool, data: Path, port: int) -> None:
    """启动一个带演示数据的督办服务；加 --page 只用样本报告生成活报告网页。

    Serve a seeded demonstration; with --page (or -o) only the sample's living report, as a page.
    """
    demo_entry = next(iter(entry_points(group="duban.demo")), None)
    if page or output is not None or demo_entry is None:
        write_living_page(output, browse=not no_open)
    else:
        write_living_page(None, browse=False)
        # The service names its demonstration itself, so that the library never imports it.
        demo_entry.load()(data, port=port, browse=not no_open and has_display())


def write_living_page(output: Path | None, *, browse: bool) -> None:
    """Write the living report of the bundled sample, and open it where there is a screen."""
    import duban
    from duban.documents.atomic_write import save_atomically
    from duban.documents.living import render_living_report

    with as_file(files("duban") / "data" / "sample" / SAMPLE) as sample:
        report = duban.read(sample)
    path = output or Path(tempfile.mkdtemp(prefix="duban-")) / "report-2026.html"
    save_atomically(path, render_living_report(report, source_name=SAMPLE).encode("utf-8"))
    commitments = sum(1 for _ in report.commitments())
    claims = sum(1 for _ in report.claims())
    click.echo(f"{report.title or SAMPLE}：{commitments} 项目标任务，{claims} 个指标")
    click.echo(f"活报告（living report）：{path.resolve()}")
    if browse and has_display():
        webbrowser.open(path.resolve().as_uri())


def has_display() -> bool:
    """Is there a screen that a browser could open on?"""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
