"""`duban attention DIR -d DICTIONARY…`: how much of each report speaks of a subject."""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duban.cli.failing import Refusal

if TYPE_CHECKING:
    from duban.attention import Attention

COLUMNS = (
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
TOP = 5


@click.command()
@click.argument(
    "folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False)
)
@click.option(
    "--dictionary",
    "-d",
    multiple=True,
    required=True,
    help="词典：自带的代码（environment、digital_economy、new_quality、uncertainty、livelihood、debt），"
    "或你的 .toml 文件；可重复",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="CSV 文件；默认写到屏幕")
@click.option("--jobs", "-j", type=click.IntRange(1), help="进程数，默认每个处理器核一个")
def attention(
    folder: Path, dictionary: tuple[str, ...], output: Path | None, jobs: int | None
) -> None:
    """每份报告、每种部分里，有多少字、多少句讲某个题目；词典可引用，可自备。

    How much of each report speaks of a subject. DIR holds reports, or is a panel that
    `duban corpus` made. No words are segmented: a term counts wherever its characters stand.
    """
    from duban.attention import DictionaryError, take_dictionary
    from duban.attention import attention as counting

    try:
        dictionaries = [take_dictionary(name) for name in dictionary]
    except DictionaryError as error:
        raise Refusal(str(error)) from error
    with tempfile.TemporaryDirectory(prefix="duban-") as work:
        panel = _panel(folder, Path(work) / "panel", jobs)
        files = {row["report_id"]: row["file"] for row in _rows(panel / "report.parquet")}
        try:
            rows = [
                _cells(a, files) for a in counting(_rows(panel / "sentence.parquet"), dictionaries)
            ]
        except ValueError as error:
            raise Refusal(str(error)) from error
    if output is None:
        _write(sys.stdout, rows)
        return
    from duban.documents.saving import replacing

    with replacing(output) as to, to.open("w", encoding="utf-8-sig", newline="") as stream:
        _write(stream, rows)
    click.echo(f"{len(files)} 份报告，{len(rows)} 行：{output}")


def _panel(folder: Path, made: Path, jobs: int | None) -> Path:
    """The folder itself where it is a panel, else a panel built from its reports."""
    if (folder / "sentence.parquet").is_file():
        return folder
    from duban.bulk import build_panel
    from duban.cli.progress import Meter

    outcome = build_panel(folder, made, jobs=jobs, on_progress=Meter(sys.stderr))
    for bad in outcome.bad:
        click.echo(f"读不了 {bad.file}：{bad.reason}", err=True)
    if not outcome.read:
        raise Refusal(f"{folder} 下没有能读的报告，也不是 duban corpus 生成的面板")
    return made


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as table:
        for group in range(table.num_row_groups):
            yield from table.read_row_group(group).to_pylist()


def _cells(found: Attention, files: dict[str, str]) -> list[Any]:
    top = sorted(found.by_term.items(), key=lambda item: (-item[1], item[0]))[:TOP]
    return [
        found.report_id,
        files[found.report_id],
        found.region_code,
        found.year,
        found.part_role,
        found.dictionary.id,
        found.dictionary.version,
        found.sentences,
        found.with_term,
        found.share_of_sentences,
        found.characters,
        found.terms,
        found.term_characters,
        found.share_of_characters,
        "|".join(f"{term} {count}" for term, count in top),
    ]


def _write(stream: Any, rows: list[list[Any]]) -> None:
    from duban.documents.csv import written

    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([written(cell) for cell in row] for row in rows)
