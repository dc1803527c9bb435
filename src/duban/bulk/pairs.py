"""Consecutive reports of one region, verified in bulk: one row a target, with ids and quotes."""

from __future__ import annotations

import csv
import functools
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from duban.bulk import pool
from duban.bulk.batch import describe_error
from duban.bulk.find_files import find_files
from duban.bulk.outcome import BadFile, Progress
from duban.bulk.read_report import ReadReport, read_file
from duban.bulk.tables import build_tables, find_region
from duban.commitments import DocumentKind
from duban.documents.csv import format_csv_cell
from duban.regions import current_code
from duban.verification import Result, Target, Verdict, verify

PAIR_COLUMNS = (
    "region_series",
    "year",
    "last_file",
    "this_file",
    "target_claim_id",
    "indicator",
    "indicator_id",
    "kind",
    "comparator",
    "value",
    "value_high",
    "unit",
    "strength",
    "target_quote",
    "judgement",
    "result_claim_id",
    "result_comparator",
    "result_value",
    "result_unit",
    "result_quote",
    "sum",
)
PairRow = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReportIdentity:
    """What pairs are found by: the region's present code, the plan year, and the file."""

    region: str | None
    year: int | None
    file: Path
    is_work_report: bool


@dataclass(frozen=True, slots=True)
class ReportPair:
    """Two reports of one region and of consecutive years."""

    region: str
    year: int
    last: Path
    this: Path


@dataclass(slots=True)
class BulkVerdicts:
    """What a run gave: how many pairs and targets, and what could not be read or paired."""

    pair_count: int
    target_count: int
    bad_files: list[BadFile]
    unpaired_files: list[str]


def verify_folder(
    folder: Path,
    output: Path,
    *,
    jobs: int | None = None,
    timeout: float = 120.0,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> BulkVerdicts:
    """Verify every pair of consecutive work reports under `folder` into a CSV file.

    A pair is two reports of one region, by its code of today, whose plan years follow one another.
    Files that cannot be read, and reports without region, year or neighbour, are in the answer:
    nothing is left out in silence. Raises `OSError`.
    """
    files = find_files(folder, lambda _: None).reports
    workers = min(jobs or os.cpu_count() or 1, max(1, len(files)))
    identify = functools.partial(_identify_file, folder=folder)
    identities, bad_files = [], []
    for path, answer in pool.run_tasks(identify, files, jobs=workers, seconds=timeout):
        if isinstance(answer, ReportIdentity):
            identities.append(answer)
        else:
            bad_files.append(BadFile(_relative_name(path, folder), getattr(answer, "reason", str(answer))))
        on_progress(Progress(len(identities) + len(bad_files), len(files), len(bad_files)))
    pairs = find_pairs(identities)
    target_count = _write_verdicts(pairs, folder, output, workers, timeout, bad_files)
    paired_paths = {path for pair in pairs for path in (pair.last, pair.this)}
    unpaired_files = sorted(
        _relative_name(identity.file, folder) for identity in identities if identity.file not in paired_paths
    )
    return BulkVerdicts(len(pairs), target_count, bad_files, unpaired_files)


def find_pairs(identities: Sequence[ReportIdentity]) -> list[ReportPair]:
    """The pairs of consecutive years, by region and year; of a year's files the first."""
    files_by_region: dict[str, dict[int, Path]] = defaultdict(dict)
    for identity in sorted(identities, key=lambda identity: identity.file):
        if identity.region is not None and identity.year is not None and identity.is_work_report:
            files_by_region[identity.region].setdefault(identity.year, identity.file)
    return [
        ReportPair(region, year, files[year], files[year + 1])
        for region, files in sorted(files_by_region.items())
        for year in sorted(files)
        if year + 1 in files
    ]


def _write_verdicts(
    pairs: Sequence[ReportPair], folder: Path, output: Path, workers: int, timeout: float, bad_files: list[BadFile]
) -> int:
    from duban.documents.atomic_write import replace_atomically

    verify_pair = functools.partial(_verify_pair, folder=folder)
    rows_by_pair: dict[ReportPair, list[PairRow]] = {}
    for pair, answer in pool.run_tasks(verify_pair, pairs, jobs=workers, seconds=timeout):
        if isinstance(answer, list):
            rows_by_pair[pair] = answer
        else:
            bad_files.append(BadFile(_relative_name(pair.this, folder), getattr(answer, "reason", str(answer))))
    with (
        replace_atomically(output) as temporary_path,
        temporary_path.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow(PAIR_COLUMNS)
        for pair in pairs:
            writer.writerows(
                [_format_cell(row[column]) for column in PAIR_COLUMNS] for row in rows_by_pair.get(pair, ())
            )
    return sum(map(len, rows_by_pair.values()))


def _identify_file(path: Path, folder: Path) -> ReportIdentity | str:
    """Region, year and kind of a file, or why it cannot be read. Runs in a worker; never raises."""
    try:
        read_report = read_file(path, name=_relative_name(path, folder))
    except Exception as error:  # one bad file never stops the rest; its reason is kept
        return describe_error(error)
    region = find_region(read_report.report, read_report.origin.region_code)
    region_code = current_code(region.code) if region is not None else None
    return ReportIdentity(
        region_code, read_report.report.year, path, read_report.report.kind is DocumentKind.WORK_REPORT
    )


def _verify_pair(pair: ReportPair, folder: Path) -> list[PairRow] | str:
    """The rows of a pair. Runs in a worker; never raises."""
    try:
        earlier = read_file(pair.last, name=_relative_name(pair.last, folder))
        later = read_file(pair.this, name=_relative_name(pair.this, folder))
        return list(build_verdict_rows(pair, earlier, later))
    except Exception as error:  # one bad pair never stops the rest; its reason is kept
        return describe_error(error)


def build_verdict_rows(pair: ReportPair, earlier: ReadReport, later: ReadReport) -> Iterator[PairRow]:
    """One row a target of the earlier report."""
    target_claims, result_claims = _index_claims(earlier), _index_claims(later)
    pair_values = {
        "region_series": pair.region,
        "year": pair.year,
        "last_file": earlier.origin.file,
        "this_file": later.origin.file,
    }
    for verdict in verify(earlier.report, later.report):
        yield (
            pair_values
            | _build_target_values(verdict, target_claims)
            | _build_result_values(verdict.result, result_claims)
        )


def _index_claims(read_report: ReadReport) -> dict[tuple[int, int], PairRow]:
    rows = build_tables(read_report.report, read_report.origin)["claim"].to_pylist()
    return {(row["start"], row["end"]): row for row in rows}


def _build_target_values(verdict: Verdict, claims: dict[tuple[int, int], PairRow]) -> PairRow:
    target: Target = verdict.target
    claim = claims.get((target.start, target.end), {})
    return {
        "target_claim_id": claim.get("claim_id"),
        "indicator": target.indicator,
        "indicator_id": claim.get("indicator_id"),
        "kind": target.kind and target.kind.value,
        "comparator": target.comparator and target.comparator.value,
        "value": target.value,
        "value_high": target.value_high,
        "unit": target.unit,
        "strength": target.strength and target.strength.value,
        "target_quote": target.quote,
        "judgement": verdict.judgement.value,
        "sum": verdict.sum,
    }


def _build_result_values(result: Result | None, claims: dict[tuple[int, int], PairRow]) -> PairRow:
    if result is None:
        return dict.fromkeys(name for name in PAIR_COLUMNS if name.startswith("result_"))
    span = (result.start or 0, result.end or 0)
    return {
        "result_claim_id": claims.get(span, {}).get("claim_id"),
        "result_comparator": result.comparator and result.comparator.value,
        "result_value": result.value,
        "result_unit": result.unit,
        "result_quote": result.quote,
    }


def _format_cell(value: Any) -> str:
    return format_csv_cell(value.normalize() if isinstance(value, Decimal) else value)


def _relative_name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
