"""First-sight scores by kind of document, as the README shows them.

`PYTHONPATH=tests python -m gold.first_sight` prints the table; a test compares it with the README.
"""

from __future__ import annotations

import statistics
import sys
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SCORES = HERE / "first_sight.toml"


def reports() -> list[dict[str, Any]]:
    """Every report that was scored at first sight, in the order of the file."""
    found: list[dict[str, Any]] = tomllib.loads(SCORES.read_text("utf-8"))["report"]
    return found


def table() -> str:
    """A row a kind: how many reports and labels, and the median score with its range."""
    lines = ["| kind | reports | labels | targets, goals | results |", "|---|--:|--:|--:|--:|"]
    known = reports()
    for kind in dict.fromkeys(r["kind"] for r in known):
        mine = [r for r in known if r["kind"] == kind]
        labels = sum(r["labels"] for r in mine)
        scores = " | ".join(_range([r[sort] for r in mine if sort in r]) for sort in SORTS)
        lines.append(f"| {kind} | {len(mine)} | {labels} | {scores} |")
    return "\n".join(lines) + "\n"


SORTS = ("targets", "results")


def _range(scores: list[float]) -> str:
    if not scores:
        return ""
    middle = f"{statistics.median(scores):.2f}"
    if len(scores) == 1:
        return middle
    return f"{middle} ({min(scores):.2f} to {max(scores):.2f})"


if __name__ == "__main__":
    sys.stdout.write(table())
