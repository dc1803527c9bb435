"""Rebuild data/bodies/learned.tsv: `python -m duban.bodies.rebuild_evidence PAIRS.jsonl > learned.tsv`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from duban.bodies.duties import load_default_duties
from duban.bodies.evidence import count_evidence
from duban.bodies.neighbours import Decision


def main(path: Path) -> None:
    """Print the counts of the pairs in `path`, JSON lines with `task` and `lead`."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    decisions = [Decision(row["task"], row["lead"]) for row in rows]
    sys.stdout.write(count_evidence(load_default_duties(), decisions).to_tsv())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
