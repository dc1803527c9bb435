"""Computes precision from a reader's marks, with its confidence interval."""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from duban.sampling.drawing import STRATA

RIGHT, WRONG, UNSURE = "right", "wrong", "unsure"
COLUMNS = ("claim_id", *STRATA, "mark", "note")
Z = 1.959964
"""The normal quantile of an interval of 95%."""


class MarksError(ValueError):
    """A file of marks that cannot be used: the line, what is wrong, and what would be right."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How many marked values are right. `interval` is Wilson's of 95%."""

    group: str
    right: int
    wrong: int
    unsure: int

    @property
    def marked(self) -> int:
        """The number of values marked right or wrong: the denominator of precision."""
        return self.right + self.wrong

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval; None where nothing is marked."""
        return wilson(self.right, self.marked) if self.marked else None


def wilson(right: int, of: int) -> tuple[float, float]:
    """Wilson's score interval of 95% for a share. Raises `ZeroDivisionError` for 0 trials.

    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22.

    >>> [round(bound, 3) for bound in wilson(38, 40)]
    [0.835, 0.986]
    """
    share = right / of
    middle = share + Z * Z / (2 * of)
    spread = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    scale = 1 + Z * Z / of
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def read_marks(path: Path) -> list[dict[str, str]]:
    """The rows of a file that the marking page saved. Raises `MarksError`, `OSError`."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise MarksError(f"{path}：第一行应是 {','.join(COLUMNS)}（核读页面存下的文件）")
        found = []
        for line, row in enumerate(rows, 2):
            if row["mark"] not in (RIGHT, WRONG, UNSURE, ""):
                raise MarksError(
                    f"{path} 第 {line} 行：mark 是“{row['mark']}”，应是 right、wrong 或 unsure"
                )
            found.append(dict(row))
    return found


def precision(marks: list[dict[str, str]]) -> list[Precision]:
    """Precision over all marks, then by each of `STRATA`, then by stratum."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for row in marks:
        for group in ("all", *_groups(row)):
            groups[group][row["mark"]] += 1
    return [
        Precision(group, counts[RIGHT], counts[WRONG], counts[UNSURE])
        for group, counts in groups.items()
    ]


def _groups(row: Mapping[str, str]) -> tuple[str, ...]:
    return (*(f"{name}={row[name]}" for name in STRATA), " × ".join(row[name] for name in STRATA))
