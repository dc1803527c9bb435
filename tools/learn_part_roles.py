"""Learn the weights of `part_roles.tsv` from the chapters whose headings say their role.

    DUBAN_REPORTS=folder python tools/learn_part_roles.py [--write]

The heading is the label, the words of the text are the features. First every report is left out
once and told by the weights of the others: that share is printed, and written beside the weights.
A multinomial logistic regression, fitted by gradient descent; it needs the standard library only.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from pathlib import Path

from duban.commitments import PartRole
from duban.reading.outline import outline
from duban.reading.part_roles import ROLES, features
from duban.sources import open_file
from duban.text import canonical

TABLE = Path(__file__).resolve().parents[1] / "src/duban/data/weights/part_roles.tsv"
STEPS, RATE, DECAY = 250, 0.8, 0.003

Sample = tuple[dict[str, float], PartRole]
Weights = dict[str, list[float]]


def samples(path: Path) -> list[Sample]:
    """The chapters of a report whose headings say their role."""
    document = open_file(path)
    canon = canonical(document.text)
    found: list[Sample] = []
    chapters = outline(document, canon, document.year).chapters
    for chapter in chapters:
        if chapter.says is None or chapter.within is not None:
            continue
        mine = [c for c in chapters if c is chapter or c.within is chapter]
        text = "".join(
            canon[s.paragraph.start : s.paragraph.end] for c in mine for s in c.stretches
        )
        values = features(text, chapter.start / len(canon), document.year)
        if values:
            found.append((values, chapter.says))
    return found


def fit(data: list[Sample]) -> Weights:
    """Weights by feature, one for each role, that make the labels likely."""
    names = sorted({n for values, _ in data for n in values})
    weights: Weights = {n: [0.0] * len(ROLES) for n in names}
    for _ in range(STEPS):
        slope: Weights = {n: [0.0] * len(ROLES) for n in names}
        for values, role in data:
            for at, share in enumerate(likely(weights, values)):
                wrong = share - (ROLES[at] is role)
                for name, value in values.items():
                    slope[name][at] += wrong * value
        for name in names:
            for at in range(len(ROLES)):
                step = slope[name][at] / len(data) + DECAY * weights[name][at]
                weights[name][at] -= RATE * step
    return weights


def likely(weights: Weights, values: dict[str, float]) -> list[float]:
    """How likely each role is."""
    sums = [
        sum(v * weights[n][at] for n, v in values.items() if n in weights)
        for at in range(len(ROLES))
    ]
    powers = [math.exp(s - max(sums)) for s in sums]
    return [p / sum(powers) for p in powers]


def tell(weights: Weights, values: dict[str, float]) -> PartRole:
    """The likeliest role."""
    found = likely(weights, values)
    return ROLES[found.index(max(found))]


def main() -> None:
    """Leave each report out once; then fit on all, and write the table where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    folder = Path(os.environ.get("DUBAN_REPORTS", "../shared/reports"))
    reports = [
        s for p in sorted(folder.rglob("*.txt")) if "raw" not in p.parts if (s := samples(p))
    ]
    right = total = 0
    for at, left_out in enumerate(reports):
        weights = fit([s for i, r in enumerate(reports) if i != at for s in r])
        for values, role in left_out:
            total += 1
            right += tell(weights, values) is role
            if tell(weights, values) is not role:
                said = f"report {at}: {role} told as {tell(weights, values)}\n"
                sys.stdout.write(said)
    said = f"{right} of {total} chapters of {len(reports)} reports, each left out once"
    sys.stdout.write(f"{said}\n")
    if arguments.write:
        weights = fit([s for r in reports for s in r])
        lines = [f"# Learned by tools/learn_part_roles.py; told from their words alone: {said}."]
        lines += ["\t".join(("feature", *(r.value for r in ROLES)))]
        lines += ["\t".join((n, *(f"{w:.2f}" for w in weights[n]))) for n in sorted(weights)]
        TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
