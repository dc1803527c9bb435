"""Learn the weights of `tasks.tsv` from plans whose sentences are labelled.

    DUBAN_REPORTS=folder python tools/learning/tasks.py [--write]

Labels are `*.sentences.jsonl` beside the folder of reports and in `tests/gold/sentences`.
First every plan is left out once and told by the weights of the others: F1 of task against the rest
and the share of tasks whose `verifiable` is right are printed, and written beside the weights.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from logistic import Features, Weights, fit, likely, tell, write

import duban
from duban.reading import part_builder, tasks

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "src/duban/data/weights/tasks.tsv"
KINDS = [kind.value for kind in tasks.KINDS]
_DOUBT = 0.01
"""What shows that a task was done is labelled less surely than whether it is one."""


class Sentence(NamedTuple):
    """A labelled sentence and the features of the commitments in it; none where none was read."""

    label: str
    verifiable: str | None
    features: list[Features]


def plans(reports: Path) -> Iterator[tuple[str, list[Sentence]]]:
    """Every labelled plan, as the reader sees it."""
    places = (reports.parent / "gold", ROOT / "tests/gold/sentences")
    for labels in sorted(p for place in places for p in place.glob("*.sentences.jsonl")):
        name = labels.name.partition(".")[0]
        (path, *_) = sorted(p for p in reports.rglob(f"{name}.txt") if "raw" not in p.parts)
        yield name, list(_sentences(labels, _read(path)))


def _read(path: Path) -> list[tuple[int, int, Features]]:
    """The commitments of a report, with the features that the reader weighs."""
    found: list[tuple[int, int, Features]] = []

    def record(canon: str, start: int, end: int, *others: Any) -> Features:
        made = tasks.extract_features(canon, start, end, *others)
        found.append((start, end, made))
        return made

    part_builder.extract_features = record
    duban.read(path)
    part_builder.extract_features = tasks.extract_features
    return found


def _sentences(labels: Path, read: list[tuple[int, int, Features]]) -> Iterator[Sentence]:
    for line in labels.read_text("utf-8").splitlines():
        label = json.loads(line)
        inside = [f for a, b, f in read if label["start"] <= a and b <= label["end"] + 1]
        yield Sentence(label["label"], label.get("verifiable"), inside)


def judged(train: list[Sentence]) -> tuple[Weights, Weights]:
    """The two tables: task against the rest, and what shows that a task was done."""
    task = [(f, "task" if s.label == "task" else "none") for s in train for f in s.features]
    kinds = [(f, s.verifiable) for s in train if s.label == "task" for f in s.features if s.verifiable]
    return fit(task, ["task", "none"]), fit(kinds, KINDS, decay=_DOUBT)


def score(test: list[Sentence], task: Weights, kinds: Weights) -> tuple[int, int, int, int, int]:
    """Of one plan: right, false and missed tasks; of the right ones, verifiable right and all."""
    hit = false = missed = right = both = 0
    for sentence in test:
        said = [f for f in sentence.features if likely(task, f)[0] > 0.5]
        if sentence.label != "task":
            false += bool(said)
        elif not said:
            missed += not _opening(sentence)
            hit += _opening(sentence)
        else:
            hit += 1
            both += 1
            values = said[0]
            told = "number" if tasks.states_quantity(values) else tell(kinds, values, KINDS)
            right += told == sentence.verifiable
    return hit, false, missed, right, both


def _opening(sentence: Sentence) -> bool:
    """Opening targets are tasks by rule, without features."""
    return not sentence.features and sentence.verifiable == "number"


def main() -> None:
    """Leave each plan out once; then fit on all, and write the table where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    found = dict(plans(Path(os.environ.get("DUBAN_REPORTS", "../shared/reports"))))
    said = []
    for name, test in found.items():
        train = [s for other, sentences in found.items() if other != name for s in sentences]
        hit, false, missed, right, both = score(test, *judged(train))
        f1 = 2 * hit / (2 * hit + false + missed)
        said.append(f"{name} {f1:.3f}, {right / both:.3f}")
        sys.stdout.write(f"{name}: task F1 {f1:.3f} ({hit} right, {false} false, {missed} missed)")
        sys.stdout.write(f", verifiable {right} of {both}\n")
    if arguments.write:
        task, kinds = judged([s for sentences in found.values() for s in sentences])
        how = "each plan left out once, task F1 and verifiable"
        line = f"Learned by tools/learning/tasks.py; {how}: {'; '.join(said)}."
        only = {name: [w[0] - w[1]] for name, w in task.items()}
        write(TABLE, line, ["task", *KINDS], [only, kinds])


if __name__ == "__main__":
    main()
