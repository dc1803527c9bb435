"""Learn the weights of `part_roles.tsv` from the chapters whose headings say their role.

    DUBAN_REPORTS=folder python tools/learning/part_roles.py [--write]

The heading is the label, the words of the text are the features. First every report is left out
once and told by the weights of the others: that share is printed, and written beside the weights.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from logistic import Features, fit, tell, write

from duban.commitments import PartRole
from duban.reading.outline import build_outline
from duban.reading.part_roles import ROLES, extract_features
from duban.sources import open_file
from duban.text import canonicalise

TABLE = Path(__file__).resolve().parents[2] / "src/duban/data/weights/part_roles.tsv"


def samples(path: Path) -> list[tuple[Features, PartRole]]:
    """The chapters of a report whose headings say their role."""
    document = open_file(path)
    canon = canonicalise(document.text)
    found: list[tuple[Features, PartRole]] = []
    chapters = build_outline(document, canon, document.year).chapters
    for chapter in chapters:
        if chapter.stated_role is None or chapter.parent is not None:
            continue
        mine = [c for c in chapters if c is chapter or c.parent is chapter]
        text = "".join(canon[s.paragraph.start : s.paragraph.end] for c in mine for s in c.stretches)
        values = extract_features(text, chapter.start / len(canon), document.year)
        if values:
            found.append((values, chapter.stated_role))
    return found


def main() -> None:
    """Leave each report out once; then fit on all, and write the table where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    folder = Path(os.environ.get("DUBAN_REPORTS", "../shared/reports"))
    reports = [s for p in sorted(folder.rglob("*.txt")) if "raw" not in p.parts and (s := samples(p))]
    right = total = 0
    for at, left_out in enumerate(reports):
        weights = fit([s for i, r in enumerate(reports) if i != at for s in r], ROLES)
        total += len(left_out)
        right += sum(tell(weights, values, ROLES) is role for values, role in left_out)
    said = f"{right} of {total} chapters of {len(reports)} reports right, each report left out once"
    sys.stdout.write(f"{said}\n")
    if arguments.write:
        weights = fit([s for r in reports for s in r], ROLES)
        heads = [r.value for r in ROLES]
        write(TABLE, f"Learned by tools/learning/part_roles.py: {said}.", heads, [weights])


if __name__ == "__main__":
    main()
