"""`duban read FILE`: one report, as a table in the terminal or in another form."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from duban.cli.failing import Refusal

_PLAIN = re.compile(r"[/\\\x00-\x1f:*?\"<>|]+")
"""What a file's name may not hold on every system."""


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

    zip 里有几份就读几份；写成别的格式时，-o 给一个文件夹，每份报告写一个文件。

    Read one report and list its commitments and claims; of a zip, every report in it.
    """
    from duban.cli.output import choose
    from duban.files import files_inside_isolated

    if file.is_dir():
        raise Refusal(f"{file} 是目录：读整个目录请用 duban corpus {file} -o panel.parquet")
    inside = files_inside_isolated(file) if file.suffix.lower() == ".zip" else []
    if inside:
        _read_each(file, inside, form, output, year, everything)
    else:
        _read_one(file, choose(form, output), output, year, everything)


def _read_one(
    file: Path, form: str, output: Path | None, year: int | None, everything: bool
) -> None:
    from duban.cli.output import FORMATS, deliver
    from duban.files import read_file_isolated

    report = read_file_isolated(file, year=year)
    if form == "table":
        from duban.cli.table import colours, render, width

        paint = output is None and colours(sys.stdout)
        text = render(report, columns=width(), everything=everything, colour=paint)
        deliver(text.encode("utf-8", errors="replace"), output, source=file)
        return
    made = FORMATS[form]
    deliver(made.make(report, file.name), output, source=file, binary=made.binary)


def _read_each(
    archive: Path,
    inside: list[Path],
    form: str | None,
    output: Path | None,
    year: int | None,
    everything: bool,
) -> None:
    """Read every file of an archive. Those that cannot be read are named at the end."""
    from duban.cli.output import choose
    from duban.sources import SourceError

    form = choose(form or "table", None)
    if form != "table" and output is None:
        raise Refusal(f"{archive} 里有 {len(inside)} 份文件：请用 -o 文件夹，每份写一个文件")
    if output is not None:
        if output.exists() and not output.is_dir():
            raise Refusal(f"{archive} 里有 {len(inside)} 份文件：-o 请给一个文件夹，不要给文件")
        output.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    for path in inside:
        name = path.relative_to(archive).as_posix()
        target = None
        if output is None:
            click.secho(f"\n—— {name} ——", bold=True)
        else:
            suffix = "txt" if form == "table" else form
            target = output / f"{_PLAIN.sub('_', name).lstrip('._')}.{suffix}"
        try:
            _read_one(path, form, target, year, everything)
        except SourceError as error:
            failed.append(str(error))
    if failed:
        raise Refusal("有文件不能读：\n" + "\n".join(failed))
