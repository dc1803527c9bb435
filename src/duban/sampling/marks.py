"""Computes precision from a reader's marks, with its confidence interval."""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from duban.notices import NoticeError
from duban.sampling.strata import STRATA

RIGHT, WRONG, UNSURE = "right", "wrong", "unsure"
MARK_COLUMNS = ("claim_id", *STRATA, "mark", "note")
NORMAL_QUANTILE = 1.959964
"""The normal quantile of an interval of 95%."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How many marked values are right. `interval` is Wilson's of 95%."""

    group: str
    right: int
    wrong: int
    unsure: int

    @property
    def marked_count(self) -> int:
        """The number of values marked right or wrong: the denominator of precision."""
        return self.right + self.wrong

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval; None where nothing is marked."""
        return wilson(self.right, self.marked_count) if self.marked_count else None


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's score interval of 95% for a share. Raises `ZeroDivisionError` for 0 trials.

    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22.

    >>> [round(bound, 3) for bound in wilson(38, 40)]
    [0.835, 0.986]
    """
    share = successes / trials
    middle = share + NORMAL_QUANTILE * NORMAL_QUANTILE / (2 * trials)
    spread = NORMAL_QUANTILE * math.sqrt(
        share * (1 - share) / trials + NORMAL_QUANTILE * NORMAL_QUANTILE / (4 * trials * trials)
    )
    scale = 1 + NORMAL_QUANTILE * NORMAL_QUANTILE / trials
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def read_marks(path: Path) -> list[dict[str, str]]:
    """The rows of a file that the marking page saved. Raises `NoticeError`, `OSError`."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        if tuple(rows.fieldnames or ()) != MARK_COLUMNS:
            raise NoticeError.make("marks_headings", path=path, columns=MARK_COLUMNS)
        marks = []
        for line_number, row in enumerate(rows, 2):
            if row["mark"] not in (RIGHT, WRONG, UNSURE, ""):
                raise NoticeError.make("mark_not_among", path=path, line=line_number, mark=row["mark"])
            marks.append(dict(row))
    return marks


def compute_precision(marks: list[dict[str, str]]) -> list[Precision]:
    """Precision over all marks, then by each of `STRATA`, then by stratum."""
    counts_by_group: dict[str, Counter[str]] = defaultdict(Counter)
    for mark_row in marks:
        for group in ("all", *_list_groups(mark_row)):
            counts_by_group[group][mark_row["mark"]] += 1
    return [Precision(group, counts[RIGHT], counts[WRONG], counts[UNSURE]) for group, counts in counts_by_group.items()]


def _list_groups(row: Mapping[str, str]) -> tuple[str, ...]:
    return (*(f"{name}={row[name]}" for name in STRATA), " × ".join(row[name] for name in STRATA))
