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
from duban.bulk.batch import reason
from duban.bulk.finding import files_under
from duban.bulk.outcome import Bad, Progress
from duban.bulk.reading import Read, read_file
from duban.bulk.tables import region_of, tables
from duban.commitments import DocumentKind
from duban.documents.csv import written
from duban.regions import current_code
from duban.verification import Result, Target, Verdict, verify

COLUMNS = (
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
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What pairs are found by: the region's present code, the plan year, and the file."""

    region: str | None
    year: int | None
    file: Path
    work_report: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports of one region and of consecutive years."""

    region: str
    year: int
    last: Path
    this: Path


@dataclass(slots=True)
class BulkVerdicts:
    """What a run gave: how many pairs and targets, and what could not be read or paired."""

    pairs: int
    targets: int
    bad: list[Bad]
    unpaired: list[str]


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
    files = files_under(folder, lambda _: None).reports
    workers = min(jobs or os.cpu_count() or 1, max(1, len(files)))
    work = functools.partial(_know, folder=folder)
    known, bad = [], []
    for path, answer in pool.run(work, files, jobs=workers, seconds=timeout):
        if isinstance(answer, Known):
            known.append(answer)
        else:
            bad.append(Bad(_name(path, folder), getattr(answer, "reason", str(answer))))
        on_progress(Progress(len(known) + len(bad), len(files), len(bad)))
    pairs = find_pairs(known)
    targets = _write(pairs, folder, output, workers, timeout, bad)
    paired = {path for pair in pairs for path in (pair.last, pair.this)}
    unpaired = sorted(_name(k.file, folder) for k in known if k.file not in paired)
    return BulkVerdicts(len(pairs), targets, bad, unpaired)


def find_pairs(known: Sequence[Known]) -> list[Pair]:
    """The pairs of consecutive years, by region and year; of a year's files the first."""
    by_region: dict[str, dict[int, Path]] = defaultdict(dict)
    for one in sorted(known, key=lambda one: one.file):
        if one.region is not None and one.year is not None and one.work_report:
            by_region[one.region].setdefault(one.year, one.file)
    return [
        Pair(region, year, files[year], files[year + 1])
        for region, files in sorted(by_region.items())
        for year in sorted(files)
        if year + 1 in files
    ]


def _write(
    pairs: Sequence[Pair],
    folder: Path,
    output: Path,
    workers: int,
    timeout: float,
    bad: list[Bad],
) -> int:
    from duban.documents.saving import replacing

    work = functools.partial(_verify_pair, folder=folder)
    rows: dict[Pair, list[Row]] = {}
    for pair, answer in pool.run(work, pairs, jobs=workers, seconds=timeout):
        if isinstance(answer, list):
            rows[pair] = answer
        else:
            bad.append(Bad(_name(pair.this, folder), getattr(answer, "reason", str(answer))))
    with (
        replacing(output) as to,
        to.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for pair in pairs:
            writer.writerows([_cell(row[c]) for c in COLUMNS] for row in rows.get(pair, ()))
    return sum(map(len, rows.values()))


def _know(path: Path, folder: Path) -> Known | str:
    """Region, year and kind of a file, or why it cannot be read. Runs in a worker; never raises."""
    try:
        read = read_file(path, name=_name(path, folder))
    except Exception as error:  # one bad file never stops the rest; its reason is kept
        return reason(error)
    region = region_of(read.report, read.origin.region_code)
    code = current_code(region.code) if region is not None else None
    return Known(code, read.report.year, path, read.report.kind is DocumentKind.WORK_REPORT)


def _verify_pair(pair: Pair, folder: Path) -> list[Row] | str:
    """The rows of a pair. Runs in a worker; never raises."""
    try:
        last = read_file(pair.last, name=_name(pair.last, folder))
        this = read_file(pair.this, name=_name(pair.this, folder))
        return list(verdict_rows(pair, last, this))
    except Exception as error:  # one bad pair never stops the rest; its reason is kept
        return reason(error)


def verdict_rows(pair: Pair, last: Read, this: Read) -> Iterator[Row]:
    """One row a target of the earlier report."""
    targets, results = _claims(last), _claims(this)
    own = {
        "region_series": pair.region,
        "year": pair.year,
        "last_file": last.origin.file,
        "this_file": this.origin.file,
    }
    for verdict in verify(last.report, this.report):
        yield own | _target(verdict, targets) | _result(verdict.result, results)


def _claims(read: Read) -> dict[tuple[int, int], Row]:
    rows = tables(read.report, read.origin)["claim"].to_pylist()
    return {(row["start"], row["end"]): row for row in rows}


def _target(verdict: Verdict, claims: dict[tuple[int, int], Row]) -> Row:
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


def _result(result: Result | None, claims: dict[tuple[int, int], Row]) -> Row:
    if result is None:
        return dict.fromkeys(name for name in COLUMNS if name.startswith("result_"))
    span = (result.start or 0, result.end or 0)
    return {
        "result_claim_id": claims.get(span, {}).get("claim_id"),
        "result_comparator": result.comparator and result.comparator.value,
        "result_value": result.value,
        "result_unit": result.unit,
        "result_quote": result.quote,
    }


def _cell(value: Any) -> str:
    return written(value.normalize() if isinstance(value, Decimal) else value)


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
