"""`duban attention DIR -d DICTIONARY…`: how much of each report speaks of a subject."""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duban.cli.errors import Refusal
from duban.cli.panel import ensure_panel

if TYPE_CHECKING:
    from duban.attention import Attention

OUTPUT_COLUMNS = (
    "report_id",
    "file",
    "region_code",
    "year",
    "part_role",
    "dictionary",
    "dictionary_version",
    "sentences",
    "sentences_with_term",
    "share_of_sentences",
    "chinese_characters",
    "terms",
    "term_characters",
    "share_of_characters",
    "top_terms",
)
MAX_TOP_TERMS = 5


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--dictionary",
    "-d",
    multiple=True,
    required=True,
    help="词典：自带的代码（environment、digital_economy、new_quality、uncertainty、livelihood、debt；用语强弱：binding、striving、qualifying、exploring），"
    "或你的 .toml 文件；可重复",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="CSV 文件；默认写到屏幕")
@click.option("--jobs", "-j", type=click.IntRange(1), help="进程数，默认每个处理器核一个")
def attention(folder: Path, dictionary: tuple[str, ...], output: Path | None, jobs: int | None) -> None:
    """每份报告、每种部分里，有多少字、多少句讲某个题目；词典可引用，可自备。

    How much of each report speaks of a subject. DIR holds reports, or is a panel that
    `duban corpus` made. No words are segmented: a term counts wherever its characters stand.
    """
    from duban.attention import load_dictionary
    from duban.attention import measure_attention as counting
    from duban.bulk.panel_rows import read_rows

    dictionaries = [load_dictionary(name) for name in dictionary]
    with tempfile.TemporaryDirectory(prefix="duban-") as work_folder:
        panel = ensure_panel(folder, Path(work_folder) / "panel", jobs)
        file_by_report = {row["report_id"]: row["file"] for row in read_rows(panel / "report.parquet")}
        try:
            rows = [
                _build_cells(measurement, file_by_report)
                for measurement in counting(read_rows(panel / "sentence.parquet"), dictionaries)
            ]
        except ValueError as error:
            raise Refusal(str(error)) from error
    if output is None:
        _write_csv(sys.stdout, rows)
        return
    from duban.documents.atomic_write import replace_atomically

    with (
        replace_atomically(output) as temporary_path,
        temporary_path.open("w", encoding="utf-8-sig", newline="") as stream,
    ):
        _write_csv(stream, rows)
    click.echo(f"{len(file_by_report)} 份报告，{len(rows)} 行：{output}")


def _build_cells(measurement: Attention, file_by_report: dict[str, str]) -> list[Any]:
    top_terms = sorted(measurement.count_by_term.items(), key=lambda item: (-item[1], item[0]))[:MAX_TOP_TERMS]
    return [
        measurement.report_id,
        file_by_report[measurement.report_id],
        measurement.region_code,
        measurement.year,
        measurement.part_role,
        measurement.dictionary.id,
        measurement.dictionary.version,
        measurement.sentences,
        measurement.sentences_with_term,
        measurement.share_of_sentences,
        measurement.characters,
        measurement.terms,
        measurement.term_characters,
        measurement.share_of_characters,
        "|".join(f"{term} {count}" for term, count in top_terms),
    ]


def _write_csv(stream: Any, rows: list[list[Any]]) -> None:
    from duban.documents.csv import format_csv_cell

    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(OUTPUT_COLUMNS)
    writer.writerows([format_csv_cell(cell) for cell in row] for row in rows)
