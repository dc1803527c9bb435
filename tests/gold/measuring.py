"""Measure the reader against every labelled report, and keep the floors it must not fall below.

`make ratchet` (PYTHONPATH=tests python -m gold.measuring) prints every score beside its floor and
lifts the floors that are exceeded. A floor is never lowered.
"""

from __future__ import annotations

import importlib.util
import math
import os
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import duban
from duban.commitments import encode
from gold import scoring

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.toml"
LABELS = HERE / "labels"
"""Labels made here, of parts of reports: their first line says which, and of which role."""
SAMPLE_LABELS = HERE / "sample.jsonl"
SAMPLE = HERE.parents[1] / "src" / "duban" / "data" / "sample" / "report-2026.txt"
AHEAD = "target,goal"
TABLES = ("full_claim", "detection", "relative")

Scores = dict[str, dict[str, float]]


class Case(NamedTuple):
    """A file of labels, the report that it labels, and the roles to score."""

    labels: Path
    report: Path
    roles: str

    @property
    def key(self) -> str:
        return f"{self.labels.stem} {self.roles}"


def cases(reports: Path) -> Iterator[Case]:
    """Every labelled report beside the folder of reports, with the roles that its labels cover."""
    for labels in (*sorted((reports.parent / "gold").glob("*.jsonl")), *sorted(LABELS.glob("*.jsonl"))):
        if labels.stem.endswith((".verdicts", ".sentences")):
            continue
        name = f"{labels.stem.partition('.')[0]}.txt"
        found = sorted(p for p in reports.rglob(name) if "raw" not in p.parts)
        if not found:
            raise FileNotFoundError(f"{labels.name} labels {name}, which is not under {reports}")
        labelled = {label["role"] for label in load(labels)}
        for roles in _roles_scored(labels.stem):
            if labelled & set(roles.split(",")):
                yield Case(labels, found[0], roles)


def load(labels: Path) -> list[dict[str, Any]]:
    """The labels of a file."""
    return [label for label in scoring.load(labels) if "regions" not in label]


def _regions(labels: Path) -> list[tuple[int, int, str]]:
    first, *_ = scoring.load(labels)
    return [(a, b, role) for a, b, role in first.get("regions", ())]


def _roles_scored(labels: str) -> tuple[str, ...]:
    """The roles that a file of labels is scored on, each with a floor of its own."""
    if labels.endswith(".targets"):
        return (AHEAD,)
    if labels.endswith(".results"):
        return ("result",)
    return (f"{AHEAD},result",) if labels.startswith("state-council") else (AHEAD, "result")


def scorer(reports: Path) -> ModuleType:
    """The guide's score.py, imported from where it lies."""
    spec = importlib.util.spec_from_file_location("gold_score", reports.parent / "gold" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_claims(report: Path) -> tuple[str, list[dict[str, Any]]]:
    """The text of a report and its claims as the guide's objects."""
    read = duban.read(report)
    return read.text, [encode.claim_to_json(c) for c in read.claims()]


def measure(case: Case, score: ModuleType) -> dict[str, float]:
    """Full-claim F1, detection F1, and the share of relative claims found (if any are labelled)."""
    text, claims = read_claims(case.report)
    gold = score.locate(load(case.labels), text)
    regions = [(a, b) for a, b, role in _regions(case.labels) if role in case.roles]
    if regions:  # only these parts of the report are labelled
        gold = [g for g in gold if any(a <= g["start"] < b for a, b in regions)]
        claims = [c for c in claims if any(a <= c["start"] < b for a, b in regions)]
    if case.roles == "result":  # these labels may end before the report does
        last = max(g["end"] for g in gold)
        claims = [c for c in claims if c["end"] <= last]
    report = score.score(gold, claims, set(case.roles.split(",")))[0]
    found = {"full_claim": report["full_claim"][2], "detection": report["detection"][2]}
    hit, of = report["relative_recall"]
    return found | ({"relative": hit / of} if of else {})


def measure_sample(roles: str) -> scoring.Score:
    """The bundled sample against its labels."""
    return scoring.score(scoring.load(SAMPLE_LABELS), read_claims(SAMPLE)[1], roles.split(","))


def measure_all(reports: Path | None) -> Scores:
    """Every score by table and key. Without a folder of reports, the sample's alone."""
    scores: Scores = {table: {} for table in TABLES}
    for roles in (AHEAD, "result"):
        scores["full_claim"][f"sample {roles}"] = measure_sample(roles).f1
    if reports is not None:
        score = scorer(reports)
        for case in cases(reports):
            for table, value in measure(case, score).items():
                scores[table][case.key] = value
    return scores


# ---------------------------------------------------------------- floors


def floors() -> Scores:
    return tomllib.loads(FLOORS.read_text("utf-8"))


def raised(kept: Scores, measured: Scores) -> Scores:
    """The floors after lifting: the higher of the two, cut (not rounded) to three decimals.

    Every report gets a floor for its full claims; the other tables keep the lines that they have.
    """
    out: Scores = {}
    for table in TABLES:
        old, new = kept.get(table, {}), measured.get(table, {})
        keys = {*old, *new} if table == "full_claim" else {*old}
        cut = {key: math.floor(new.get(key, 0.0) * 1000) / 1000 for key in keys}
        out[table] = {key: max(old.get(key, 0.0), cut[key]) for key in sorted(keys)}
    return out


def written(values: Scores) -> str:
    """The floors as the text of their file: one line a report and its roles."""
    lines = [
        "# Scores that the reader must not fall below: a file of labels and the roles scored.",
        "# full_claim and detection are F1, relative is recall.",
        "# `make ratchet` lifts them; nothing lowers them.",
    ]
    for table in TABLES:
        lines += ["", f"[{table}]"]
        lines += [f'"{key}" = {value:.3f}' for key, value in sorted(values[table].items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    folder = Path(os.environ.get("DUBAN_REPORTS") or HERE.parents[2] / "shared" / "reports")
    kept = floors() if FLOORS.is_file() else {}
    measured = measure_all(folder if folder.is_dir() else None)
    for table in TABLES:
        for key, value in measured[table].items():
            floor = kept.get(table, {}).get(key, 0.0)
            mark = "BELOW ITS FLOOR" if value < floor else "raised" if value - floor >= 0.001 else ""
            sys.stdout.write(f"{table:11} {key:45} {value:.3f}  floor {floor:.3f} {mark}\n")
    beside = FLOORS.with_suffix(".tmp")
    beside.write_text(written(raised(kept, measured)), encoding="utf-8")
    os.replace(beside, FLOORS)


if __name__ == "__main__":
    main()
