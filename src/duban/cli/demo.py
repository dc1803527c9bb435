"""`duban demo`: the living report of the bundled sample, in a browser."""

from __future__ import annotations

import os
import sys
import tempfile
import webbrowser
from importlib.resources import as_file, files
from pathlib import Path

import click

SAMPLE = "report-2026.txt"


@click.command()
@click.option("--output", "-o", type=click.Path(path_type=Path), help="网页写到哪里，默认临时目录")
@click.option("--no-open", is_flag=True, help="只写文件，不打开浏览器")
def demo(output: Path | None, no_open: bool) -> None:
    """用自带的样本报告生成活报告网页，并打开它。

    Open the living report on the bundled sample report of an invented city.
    """
    import duban
    from duban.documents.living import render
    from duban.documents.saving import save

    with as_file(files("duban") / "data" / "sample" / SAMPLE) as sample:
        report = duban.read(sample)
    page = output or Path(tempfile.mkdtemp(prefix="duban-")) / "report-2026.html"
    save(page, render(report, source_name=SAMPLE).encode("utf-8"))
    commitments = sum(1 for _ in report.commitments())
    claims = sum(1 for _ in report.claims())
    click.echo(f"{report.title or SAMPLE}：{commitments} 项目标任务，{claims} 个指标")
    click.echo(f"活报告（living report）：{page.resolve()}")
    if not no_open and has_display():
        webbrowser.open(page.resolve().as_uri())


def has_display() -> bool:
    """Is there a screen that a browser could open on?"""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
