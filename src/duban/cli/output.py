"""Write a command's output to a file (atomically) or to standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from duban.cli.failing import Refusal
from duban.commitments import Report
from duban.documents.saving import save


@dataclass(frozen=True, slots=True)
class Format:
    """One output format of a report. `render` takes the report and its source's name."""

    make: Callable[[Report, str], bytes]
    binary: bool = False


def _json(report: Report, _: str) -> bytes:
    from duban.documents.json import report_json

    return report_json(report)


def _jsonl(report: Report, _: str) -> bytes:
    from duban.documents.json import report_jsonl

    return report_jsonl(report)


def _csv(report: Report, _: str) -> bytes:
    from duban.documents.csv import report_csv

    return report_csv(report)


def _xlsx(report: Report, _: str) -> bytes:
    from duban.documents.xlsx import report_xlsx

    return report_xlsx(report)


def _parquet(report: Report, _: str) -> bytes:
    from duban.documents.parquet import report_parquet

    return report_parquet(report)


def _html(report: Report, source_name: str) -> bytes:
    from duban.documents.living import render

    return render(report, source_name=source_name).encode("utf-8", errors="replace")


FORMATS: dict[str, Format] = {
    "json": Format(_json),
    "jsonl": Format(_jsonl),
    "csv": Format(_csv),
    "xlsx": Format(_xlsx, binary=True),
    "html": Format(_html),
    "parquet": Format(_parquet, binary=True),
}


def choose(name: str | None, output: Path | None) -> str:
    """The format asked for, or the one that the output's name ends in, or the table."""
    if name is None and output is not None:
        name = output.suffix.removeprefix(".").lower()
        if name not in FORMATS:
            raise Refusal(f"从 {output} 的名字看不出格式：请加 --format {'|'.join(FORMATS)}")
    if name is not None and name not in FORMATS and name != "table":
        raise Refusal(f"不认识的格式 {name}：可用 table|{'|'.join(FORMATS)}")
    return name or "table"


def chosen(name: str | None, output: Path | None, formats: Sequence[str]) -> str:
    """Of a command's own formats, the one asked for, or that the output's name ends in, or table.

    Raises Refusal where the name tells none.
    """
    if name is not None or output is None:
        return name or "table"
    named = output.suffix.removeprefix(".").lower()
    if named not in formats:
        raise Refusal(f"从 {output} 的名字看不出格式：请加 --format {'|'.join(formats)}")
    return named


def deliver(data: bytes, output: Path | None, *, source: Path, binary: bool = False) -> None:
    """Write to `output`, or to standard output. Refuses to overwrite the file that was read."""
    if output is not None:
        if output.exists() and source.exists() and output.samefile(source):
            raise Refusal(f"{output} 就是所读的文件：请换一个输出文件名")
        save(output, data)
        return
    if binary and sys.stdout.isatty():
        raise Refusal("这种格式不能显示在终端里：请用 -o 写到文件")
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
