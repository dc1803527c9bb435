"""The five tables of `duban wording`, written from a panel; what a column means says docs/reference/wording.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from duban.bulk.panel_rows import read_rows
from duban.documents.csv import open_table_csv
from duban.wording.clarity import Clarity, Reading, clarity_version
from duban.wording.clarity_shares import classify_sentences, count_classes
from duban.wording.panel_sentences import PanelSentences
from duban.wording.reuse import Reuse, measure_reuse
from duban.wording.sources import is_later, pair_reports

_CLASSES: Final = tuple(Clarity)
TABLE_COLUMNS: Final = {
    "sentence_clarity": (
        *("report_id", "sentence_id", "region_code", "year", "part_role"),
        *("clarity", "signal", "signals_version", "sentence_text"),
    ),
    "clarity": (
        *("report_id", "file", "region_code", "year", "part_role", "signals_version", "sentences", "directives"),
        *(clarity.value for clarity in _CLASSES),
        *(f"share_{clarity.value}" for clarity in _CLASSES),
    ),
    "reuse": (
        *("report_id", "file", "region_code", "year", "measure", "source_report_id", "source_file"),
        *("source_level", "source_year", "source_is_later", "likeness", "part_role"),
        *("sentences", "compared", "alike", "share_alike", "share_novel"),
    ),
    "reuse_quote": (
        *("report_id", "measure", "source_report_id", "part_role", "likeness"),
        *("sentence_id", "sentence_text", "source_sentence_id", "source_sentence_text"),
    ),
    "left_out": ("report_id", "file", "region_code", "year", "measure", "reason"),
}
_LIKENESS_PRECISION: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class WordingCounts:
    """How many reports there were, how many pairs were compared, and how often a report had no pair."""

    reports: int
    compared: int
    excluded: int


def write_wording_tables(panel: Path, output: Path, likeness: float) -> WordingCounts:
    """Write the tables as CSV into the folder `output`.

    Raises `ValueError` for a panel without texts, `OSError`.
    """
    output.mkdir(parents=True, exist_ok=True)
    reports = list(read_rows(panel / "report.parquet"))
    _write_clarity(panel, output, {report["report_id"]: report["file"] for report in reports})
    comparisons, exclusions = pair_reports(reports)
    with (
        PanelSentences(panel) as sentences,
        open_table_csv(output / "reuse.csv", TABLE_COLUMNS["reuse"]) as write_reuse,
        open_table_csv(output / "reuse_quote.csv", TABLE_COLUMNS["reuse_quote"]) as write_quote,
    ):
        for reuse in measure_reuse(comparisons, sentences, likeness):
            for cells in _build_reuse_rows(reuse, likeness):
                write_reuse(cells)
            for cells in _build_quote_rows(reuse):
                write_quote(cells)
    with open_table_csv(output / "left_out.csv", TABLE_COLUMNS["left_out"]) as write:
        for case in exclusions:
            write([*_identify(case.report), case.measure.value, case.reason.value])
    return WordingCounts(len(reports), len(comparisons), len(exclusions))


def _write_clarity(panel: Path, output: Path, file_by_report: Mapping[str, str]) -> None:
    version = clarity_version()
    columns = TABLE_COLUMNS["sentence_clarity"]
    with open_table_csv(output / "sentence_clarity.csv", columns) as write_sentence:

        def write_each() -> Iterator[tuple[Mapping[str, Any], Reading]]:
            for row, reading in classify_sentences(read_rows(panel / "sentence.parquet")):
                values = {**row, "clarity": reading.clarity.value, "signal": reading.signal, "signals_version": version}
                write_sentence([values[column] for column in columns])
                yield row, reading

        counts = count_classes(write_each())
    with open_table_csv(output / "clarity.csv", TABLE_COLUMNS["clarity"]) as write:
        for count in counts:
            identity = (count.report_id, file_by_report[count.report_id], count.region_code, count.year)
            write(
                [
                    *(*identity, count.part_role, version, count.sentences, count.directives),
                    *(count.count_by_class[clarity] for clarity in _CLASSES),
                    *(count.share(clarity) for clarity in _CLASSES),
                ]
            )


def _build_reuse_rows(reuse: Reuse, likeness: float) -> Iterator[list[Any]]:
    report, source = reuse.comparison.report, reuse.comparison.source
    later = is_later(source, report)
    for count in reuse.counts:
        yield [
            *(*_identify(report), reuse.comparison.measure.value),
            *(source["report_id"], source["file"], source["region_level"], source["year"]),
            *("" if later is None else str(later).lower(), likeness, count.part_role),
            *(count.sentences, count.compared, count.alike, count.share_alike, count.share_novel),
        ]


def _build_quote_rows(reuse: Reuse) -> Iterator[list[Any]]:
    comparison = reuse.comparison
    for alike in reuse.alike:
        yield [
            *(comparison.report["report_id"], comparison.measure.value, comparison.source["report_id"]),
            *(alike.sentence["part_role"], Decimal(alike.likeness).quantize(_LIKENESS_PRECISION)),
            *(alike.sentence["sentence_id"], alike.sentence["sentence_text"]),
            *(alike.source_sentence["sentence_id"], alike.source_sentence["sentence_text"]),
        ]


def _identify(report: Mapping[str, Any]) -> tuple[Any, ...]:
    return report["report_id"], report["file"], report["region_code"], report["year"]
