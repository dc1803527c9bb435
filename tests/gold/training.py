"""Learn what the patterns for names are worth, and how well that carries to a report left out.

`make train` (PYTHONPATH=tests python -m gold.training) counts for each pattern how often its name
was right where the rules' was wrong, and the other way round, writes the counts to
`src/duban/data/weights/names.tsv`, and prints beside every report: names right by the rules alone,
by weights learned without that report, and by any candidate at all.
"""

from __future__ import annotations

import math
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from duban.commitments import DocumentKind, Report
from duban.reading import read_document
from duban.reading.candidates import Candidate, Choice
from duban.reading.patterns import FAMILIES, load_entries
from duban.reading.weights import learn_weight
from duban.sources import open_file
from gold import measuring

TABLE = Path(__file__).resolve().parents[2] / "src" / "duban" / "data" / "weights" / "names.tsv"
FLOORS = Path(__file__).resolve().with_name("left_out.toml")
ALIKE = 0.7
HEADER = """\
# What each pattern for names did on the labelled reports: right where the rules were wrong (wins),
# and wrong where they were right (losses). `duban.reading.weights` makes a weight of it.
# Written by `make train`; tests/gold/training.py says how.
# pattern\twins\tlosses
"""


class Example(NamedTuple):
    """A run of numbers with labels: its report, its candidates by reason, and which are right."""

    report: str
    kind: str
    labels: int
    right: tuple[float, ...]
    reasons: tuple[tuple[str, ...], ...]

    @property
    def rule(self) -> float:
        """How much of the run the rules name rightly."""
        pairs = zip(self.right, self.reasons, strict=True)
        return max((r for r, reasons in pairs if "rule" in reasons), default=0.0)


def examples(reports: Path) -> Iterator[Example]:
    """Every labelled run of numbers of every labelled report."""
    score = measuring.scorer(reports)
    seen: set[Path] = set()
    for case in measuring.cases(reports):
        if case.labels in seen:
            continue
        seen.add(case.labels)
        choices: list[Choice] = []
        read = read_document(open_file(case.report), trace=choices)
        text, kind = read.text, kind_of(read)
        gold = [g for g in score.locate(measuring.load(case.labels), text) if "value" in g]
        for choice in {c.group.quantities[0].start: c for c in choices}.values():
            found = [g for g in gold if _meets(g, choice) and not g.get("optional")]
            if found and choice.candidates:
                right = tuple(_right(c, found, text, score) for c in choice.candidates)
                reasons = tuple(tuple(c.reasons) for c in choice.candidates)
                yield Example(case.labels.stem, kind, len(found), right, reasons)


def kind_of(report: Report) -> str:
    """What the table counts by: bulletins and budgets by kind, reports by whose they are."""
    if report.kind in (DocumentKind.BULLETIN, DocumentKind.BUDGET):
        return report.kind.value
    whose = report.jurisdiction or ""
    ends = {"省": "province", "区": "county", "县": "county", "市": "city"}
    return "province" if whose.endswith("自治区") else ends.get(whose[-1:], "national")


def _meets(label: dict[str, Any], choice: Choice) -> bool:
    run = choice.group.quantities
    return bool(label["start"] < run[-1].end and run[0].start < label["end"])


def _right(candidate: Candidate, labels: list[dict[str, Any]], text: str, score: ModuleType) -> float:
    """The share of the labels that a candidate names rightly."""
    names = [(q, "".join(text[a:b] for a, b in name)) for q, name in candidate.named_quantities]
    hit = 0
    for label in labels:
        for pair in names:
            q, name = pair
            over = q.start < label["end"] and label["start"] < q.end
            if over and score.alike(label["indicator"], name) >= ALIKE:
                hit += 1
                names.remove(pair)
                break
    return hit / len(labels)


def counted(found: list[Example]) -> tuple[Counter[str], Counter[str]]:
    """Wins and losses of every pattern over the examples."""
    wins: Counter[str] = Counter()
    losses: Counter[str] = Counter()
    for example in found:
        best: dict[str, float] = {}
        for right, reasons in zip(example.right, example.reasons, strict=True):
            if "rule" not in reasons:
                for reason in reasons:
                    best.setdefault(reason, right)
        for reason, right in best.items():
            wins[reason] += right > example.rule
            losses[reason] += right < example.rule
    return wins, losses


def chosen(example: Example, weights: dict[str, float]) -> float:
    """How much of a run is named rightly by the weightiest candidate."""

    def weight(reasons: tuple[str, ...]) -> float:
        return max(0.0 if r == "rule" else weights.get(r, 0.0) for r in reasons)

    best = max(range(len(example.right)), key=lambda i: weight(example.reasons[i]))
    return example.right[best]


def weights(found: list[Example]) -> dict[str, float]:
    """The weight of every pattern after these examples."""
    wins, losses = counted(found)
    priors = {e["id"]: e["prior"] for family in FAMILIES for e in load_entries(family)}
    return {name: learn_weight(prior, wins[name], losses[name]) for name, prior in priors.items()}


def left_out(found: list[Example]) -> dict[tuple[str, str], Counter[str]]:
    """For each report and its kind: labels, and names right by rules, left out, or by any."""
    table: dict[tuple[str, str], Counter[str]] = {}
    for report, kind in sorted({(e.report, e.kind) for e in found}):
        known = weights([e for e in found if e.report != report])
        here = [e for e in found if e.report == report]
        table[report, kind] = Counter(
            of=sum(e.labels for e in here),
            rules=sum(e.labels * e.rule for e in here),  # type: ignore[call-overload]
            out=sum(e.labels * chosen(e, known) for e in here),
            any=sum(e.labels * max(e.right) for e in here),
        )
    return table


def by_kind(table: dict[tuple[str, str], Counter[str]]) -> dict[str, Counter[str]]:
    """The same for each kind of document."""
    found: dict[str, Counter[str]] = {}
    for (_, kind), row in table.items():
        found[kind] = found.get(kind, Counter()) + row
    return found


def floors() -> dict[str, float]:
    """The share of names right on a report left out that no kind of document may fall below."""
    kept: dict[str, float] = tomllib.loads(FLOORS.read_text("utf-8"))["names_left_out"]
    return kept


def folder_of_reports() -> Path:
    """Where the reports are, unless DUBAN_REPORTS says so."""
    return Path(os.environ.get("DUBAN_REPORTS") or Path(__file__).parents[3] / "shared/reports")


def main() -> None:
    found = list(examples(folder_of_reports()))
    sys.stdout.write(f"{'report':28} {'runs':>5} {'rules':>6} {'left out':>8} {'any':>6}\n")
    table = left_out(found)
    kinds = by_kind(table)
    for name, row in (*((report, row) for (report, _), row in table.items()), *kinds.items()):
        sys.stdout.write(_line(name, row))
    sys.stdout.write(_line("all", sum(kinds.values(), Counter())))
    _lift({kind: row["out"] / row["of"] for kind, row in kinds.items()})
    wins, losses = counted(found)
    names = sorted(entry["id"] for family in FAMILIES for entry in load_entries(family))
    rows = "".join(f"{name}\t{wins[name]}\t{losses[name]}\n" for name in names)
    beside = TABLE.with_suffix(".tmp")
    beside.write_text(HEADER + rows, encoding="utf-8")
    os.replace(beside, TABLE)


def _lift(measured: dict[str, float]) -> None:
    """Lift the floors that are exceeded; none is lowered."""
    kept = floors() if FLOORS.is_file() else {}
    cut = {kind: math.floor(share * 1000) / 1000 for kind, share in measured.items()}
    rows = {kind: max(kept.get(kind, 0.0), cut.get(kind, 0.0)) for kind in {*kept, *cut}}
    lines = [
        "# Names right on a report whose labels taught no weight, by kind of document:",
        "# no share falls below these. `make train` lifts them; nothing lowers them.",
        "",
        "[names_left_out]",
        *(f'"{kind}" = {rows[kind]:.3f}' for kind in sorted(rows)),
    ]
    beside = FLOORS.with_suffix(".tmp")
    beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.replace(beside, FLOORS)


def _line(name: str, row: Counter[str]) -> str:
    shares = (row[key] / row["of"] for key in ("rules", "out", "any"))
    a, b, c = shares
    return f"{name:28} {row['of']:5} {a:6.3f} {b:8.3f} {c:6.3f}\n"


if __name__ == "__main__":
    main()
