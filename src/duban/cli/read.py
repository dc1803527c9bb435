"""`duban read FILE`: one report, as a table in the terminal or in another form."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from duban.notices import NoticeError

_UNSAFE_CHARACTERS = re.compile(r"[/\\\x00-\x1f:*?\"<>|]+")
"""What a file's name may not hold on every system."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "-f", "form", metavar="FORMAT", help="默认 table，可选 json jsonl csv xlsx html parquet")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到文件，格式可看扩展名")
@click.option("--year", type=click.IntRange(1900, 2200), help="计划年度，原文没有写明时用")
@click.option("--all", "everything", is_flag=True, help="表格里也列出回顾部分的成果指标")
def read(file: Path, form: str | None, output: Path | None, year: int | None, everything: bool) -> None:
    """读一份报告（txt md html mht doc wps docx rtf odt pdf ofd xls xlsx），列出目标任务和指标。

    zip 里有几份就读几份；写成别的格式时，-o 给一个文件夹，每份报告写一个文件。

    Read one report and list its commitments and claims; of a zip, every report in it.
    """
    from duban.cli.output import choose_format
    from duban.files import files_inside_isolated

    if file.is_dir():
        raise NoticeError.make("read_folder", file=file)
    inner_files = files_inside_isolated(file) if file.suffix.lower() == ".zip" else []
    if inner_files:
        _read_archive(file, inner_files, form, output, year, everything)
    else:
        _read_single(file, choose_format(form, output), output, year, everything)


def _read_single(file: Path, format_name: str, output: Path | None, year: int | None, everything: bool) -> None:
    from duban.cli.output import OUTPUT_FORMATS, write_output
    from duban.files import read_file_isolated

    report = read_file_isolated(file, year=year)
    if format_name == "table":
        from duban.cli.table import measure_terminal, render_report, supports_colour

        uses_colour = output is None and supports_colour(sys.stdout)
        text = render_report(report, columns=measure_terminal(), everything=everything, colour=uses_colour)
        write_output(text.encode("utf-8", errors="replace"), output, source=file)
        return
    output_format = OUTPUT_FORMATS[format_name]
    write_output(output_format.render(report, file.name), output, source=file, is_binary=output_format.is_binary)


def _read_archive(
    archive: Path,
    inner_files: list[Path],
    format_name: str | None,
    output: Path | None,
    year: int | None,
    everything: bool,
) -> None:
    """Read every file of an archive. Those that cannot be read are named at the end."""
    from duban.cli.output import choose_format
    from duban.sources import SourceError

    format_name = choose_format(format_name or "table", None)
    if format_name != "table" and output is None:
        raise NoticeError.make("archive_needs_folder", archive=archive, count=len(inner_files))
    if output is not None:
        if output.exists() and not output.is_dir():
            raise NoticeError.make("archive_into_file", archive=archive, count=len(inner_files))
        output.mkdir(parents=True, exist_ok=True)
    failures: list[str] = []
    for path in inner_files:
        name = path.relative_to(archive).as_posix()
        target_path = None
        if output is None:
            click.secho(f"\n—— {name} ——", bold=True)
        else:
            suffix = "txt" if format_name == "table" else format_name
            target_path = output / f"{_UNSAFE_CHARACTERS.sub('_', name).lstrip('._')}.{suffix}"
        try:
            _read_single(path, format_name, target_path, year, everything)
        except SourceError as error:
            failures.append(str(error))
    if failures:
        raise NoticeError.make("files_unreadable", failures=tuple(failures))
