"""`duban read FILE`: one report, as a table in the terminal or in another form."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from duban.cli.failing import Refusal


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "-f",
    "form",
    metavar="FORMAT",
    help="默认 table，可选 json jsonl csv xlsx html parquet",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到文件，格式可看扩展名")
@click.option("--year", type=click.IntRange(1900, 2200), help="计划年度，原文没有写明时用")
@click.option("--all", "everything", is_flag=True, help="表格里也列出回顾部分的成果指标")
def read(
    file: Path, form: str | None, output: Path | None, year: int | None, everything: bool
) -> None:
    """读一份报告（txt md html mht doc wps docx rtf odt pdf ofd xls xlsx），列出目标任务和指标。

    Read one report and list its commitments and claims.
    """
    from duban.cli.output import FORMATS, choose, deliver
    from duban.files import read_file_isolated

    form = choose(form, output)
    if file.is_dir():
        raise Refusal(f"{file} 是目录：读整个目录请用 duban corpus {file} -o panel.parquet")
    report = read_file_isolated(file, year=year)
    if form == "table":
        from duban.cli.table import colours, render, width

        paint = output is None and colours(sys.stdout)
        text = render(report, columns=width(), everything=everything, colour=paint)
        deliver(text.encode("utf-8", errors="replace"), output, source=file)
        return
    made = FORMATS[form]
    deliver(made.make(report, file.name), output, source=file, binary=made.binary)
