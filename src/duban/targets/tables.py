"""The tables of `duban targets`; what a column means says docs/reference/targets.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any, Final

from duban.documents.csv import open_table_csv
from duban.targets import amplification, bunching, revision
from duban.targets.amplification import Step
from duban.targets.revision import Revision
from duban.targets.stated import Exclusion, Figure, Row, Stated

_PRECISION: Final = Decimal("0.0001")
_IDENTITY: Final = ("report_id", "file", "region_code", "region_level", "year")
_FIGURE: Final = tuple(field.name for field in fields(Figure))


def _list_figure_columns(name: str) -> list[str]:
    return [f"{name}_{column}" for column in _FIGURE]


TABLE_COLUMNS: Final = {
    "target": (*_IDENTITY, "indicator_id", *_list_figure_columns("target")),
    "heaping": ("region_level", "targets", "whole", "half", "other"),
    "amplification": (
        *_IDENTITY,
        *("above_report_id", "above_file", "above_level", "points"),
        *_list_figure_columns("target"),
        *_list_figure_columns("target_above"),
    ),
    "amplification_by_year": (
        *("region_level", "above_level", "year", "basis", "targets", "mean_points", "median_points"),
        *("more", "same", "less"),
    ),
    "revision": (
        *_IDENTITY,
        *("next_report_id", "next_file", "missed", "margin", "points"),
        *_list_figure_columns("target"),
        *_list_figure_columns("result"),
        *_list_figure_columns("next_target"),
    ),
    "revision_by_outcome": ("region_level", "missed", "targets", "mean_points", "raised", "same", "lowered"),
    "margin": ("from_points", "to_points", "results"),
    "left_out": ("measure", *_IDENTITY, "reason"),
}
"""The columns of each table, by the name of its file."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """All that is drawn and written of one indicator."""

    stated: Stated
    targets: list[tuple[Row, Figure]]
    steps: list[Step]
    revisions: list[Revision]
    exclusions: list[Exclusion]

    def count_reasons(self, measure: str) -> dict[str, int]:
        """How many reports a measure leaves out, by reason, the most frequent first."""
        counts: defaultdict[str, int] = defaultdict(int)
        for exclusion in self.exclusions:
            if exclusion.measure == measure:
                counts[exclusion.reason] += 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def measure_distribution(stated: Stated) -> Distribution:
    """Bunching, amplification and revision of an indicator, and what each leaves out."""
    targets, without_target = bunching.find_targets(stated)
    steps, without_step = amplification.find_steps(stated)
    revisions, without_revision = revision.find_revisions(stated)
    return Distribution(stated, targets, steps, revisions, [*without_target, *without_step, *without_revision])


def write_target_tables(distribution: Distribution, output: Path) -> None:
    """Write the tables as CSV into the folder `output`. Raises `OSError`."""
    output.mkdir(parents=True, exist_ok=True)
    rows_by_table = {
        "target": (
            [*_identify(report), distribution.stated.indicator, *_list_cells(target)]
            for report, target in distribution.targets
        ),
        "heaping": (
            [heap.level, heap.targets, heap.integers, heap.halves, heap.remaining]
            for heap in bunching.count_heaping(distribution.targets)
        ),
        "amplification": map(_build_step_row, distribution.steps),
        "amplification_by_year": _build_step_means(distribution.steps),
        "revision": map(_build_revision_row, distribution.revisions),
        "revision_by_outcome": _build_revision_means(distribution.revisions),
        "margin": (
            [start, start + bunching.BIN_WIDTH, count]
            for start, count in bunching.count_margins(distribution.revisions)
        ),
        "left_out": (
            [exclusion.measure, *_identify(exclusion.report), exclusion.reason] for exclusion in distribution.exclusions
        ),
    }
    for name, columns in TABLE_COLUMNS.items():
        with open_table_csv(output / f"{name}.csv", columns) as write:
            for cells in rows_by_table[name]:
                write([_shorten(cell) for cell in cells])


def _build_step_row(step: Step) -> list[Any]:
    above = step.above
    return [
        *(*_identify(step.report), above["report_id"], above["file"], above["region_level"], step.points),
        *_list_cells(step.target),
        *_list_cells(step.target_above),
    ]


def _build_step_means(steps: Iterable[Step]) -> Iterator[list[Any]]:
    points_by_group: defaultdict[tuple[str, str, int], list[Decimal]] = defaultdict(list)
    for step in steps:
        group = step.report["region_level"], step.above["region_level"], step.report["year"]
        points_by_group[group].append(step.points)
    for group, points in sorted(points_by_group.items()):
        yield [*group, "year", len(points), _mean(points), median(points), *_count_signs(points)]


def _build_revision_row(case: Revision) -> list[Any]:
    next_report = case.next_report
    return [
        *(*_identify(case.report), next_report["report_id"], next_report["file"]),
        *(str(case.is_missed).lower(), case.margin, case.points),
        *(_list_cells(case.target) + _list_cells(case.result) + _list_cells(case.next_target)),
    ]


def _build_revision_means(revisions: Iterable[Revision]) -> Iterator[list[Any]]:
    points_by_group: defaultdict[tuple[str, bool], list[Decimal]] = defaultdict(list)
    for case in revisions:
        if case.points is not None:
            points_by_group[case.report["region_level"], case.is_missed].append(case.points)
    for (level, is_missed), points in sorted(points_by_group.items()):
        yield [level, str(is_missed).lower(), len(points), _mean(points), *_count_signs(points)]


def _identify(report: Row) -> list[Any]:
    return [report[name] for name in _IDENTITY]


def _list_cells(figure: Figure | None) -> list[Any]:
    return [None if figure is None else getattr(figure, name) for name in _FIGURE]


def _count_signs(points: list[Decimal]) -> list[int]:
    """How many are above, at and below nothing."""
    return [sum(point > 0 for point in points), points.count(Decimal(0)), sum(point < 0 for point in points)]


def _mean(points: list[Decimal]) -> Decimal:
    return (sum(points, Decimal(0)) / len(points)).quantize(_PRECISION)


def _shorten(cell: Any) -> Any:
    """A decimal without the zeros that the panel stores."""
    return cell.normalize() + 0 if isinstance(cell, Decimal) else cell
