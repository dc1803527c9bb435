"""Write a command's output to a file (atomically) or to standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from duban.commitments import Report
from duban.documents.atomic_write import save_atomically
from duban.notices import NoticeError


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """One output format of a report. `render` takes the report and its source's name."""

    render: Callable[[Report, str], bytes]
    is_binary: bool = False


def _render_json(report: Report, _: str) -> bytes:
    from duban.documents.json import render_report_json

    return render_report_json(report)


def _render_jsonl(report: Report, _: str) -> bytes:
    from duban.documents.json import render_report_jsonl

    return render_report_jsonl(report)


def _render_csv(report: Report, _: str) -> bytes:
    from duban.documents.csv import render_report_csv

    return render_report_csv(report)


def _render_xlsx(report: Report, _: str) -> bytes:
    from duban.documents.xlsx import render_report_xlsx

    return render_report_xlsx(report)


def _render_parquet(report: Report, _: str) -> bytes:
    from duban.documents.parquet import render_report_parquet

    return render_report_parquet(report)


def _render_html(report: Report, source_name: str) -> bytes:
    from duban.documents.living import render_living_report

    return render_living_report(report, source_name=source_name).encode("utf-8", errors="replace")


OUTPUT_FORMATS: dict[str, OutputFormat] = {
    "json": OutputFormat(_render_json),
    "jsonl": OutputFormat(_render_jsonl),
    "csv": OutputFormat(_render_csv),
    "xlsx": OutputFormat(_render_xlsx, is_binary=True),
    "html": OutputFormat(_render_html),
    "parquet": OutputFormat(_render_parquet, is_binary=True),
}


def choose_format(format_name: str | None, output: Path | None) -> str:
    """The format asked for, or the one that the output's name ends in, or the table."""
    if format_name is None and output is not None:
        format_name = output.suffix.removeprefix(".").lower()
        if format_name not in OUTPUT_FORMATS:
            raise NoticeError.make("format_unclear", output=output, formats=tuple(OUTPUT_FORMATS))
    if format_name is not None and format_name not in OUTPUT_FORMATS and format_name != "table":
        raise NoticeError.make("format_unknown", name=format_name, formats=("table", *OUTPUT_FORMATS))
    return format_name or "table"


def choose_command_format(format_name: str | None, output: Path | None, formats: Sequence[str]) -> str:
    """Of a command's own formats, the one asked for, or that the output's name ends in, or table.

    Raises NoticeError where the name tells none.
    """
    if format_name is not None or output is None:
        return format_name or "table"
    suffix = output.suffix.removeprefix(".").lower()
    if suffix not in formats:
        raise NoticeError.make("format_unclear", output=output, formats=tuple(formats))
    return suffix


def write_output(content: bytes, output: Path | None, *, source: Path, is_binary: bool = False) -> None:
    """Write to `output`, or to standard output. Refuses to overwrite the file that was read."""
    if output is not None:
        if output.exists() and source.exists() and output.samefile(source):
            raise NoticeError.make("output_is_input", output=output)
        save_atomically(output, content)
        return
    if is_binary and sys.stdout.isatty():
        raise NoticeError.make("binary_in_terminal")
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
