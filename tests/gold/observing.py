"""Labelled answers of documents to targets (tests/gold/observations), and how to score them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from duban.files import read_file_isolated
from duban.observation import Proposal, observe
from duban.observation.plans import parse_rows
from duban.quantities import scan
from duban.series import UnitError, convert
from duban.text.normalise import canonicalise

LABELS = Path(__file__).parent / "observations"


@dataclass
class Score:
    """Counts over the targets of a document; `wrong` lists what to look at."""

    sure: int = 0
    sure_right: int = 0
    answered: int = 0
    found: int = 0
    found_sure: int = 0
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.sure + other.sure, self.sure_right + other.sure_right,
            self.answered + other.answered, self.found + other.found,
            self.found_sure + other.found_sure, self.wrong + other.wrong,
        )  # fmt: skip

    @property
    def precision(self) -> float:
        """Of the proposals called sure."""
        return self.sure_right / self.sure if self.sure else 1.0

    @property
    def recall(self) -> float:
        """Of what the document answers, sure or doubtful."""
        return self.found / self.answered if self.answered else 1.0


def score(name: str, document: Path) -> Score:
    """The labels of a document against what is proposed from it."""
    rows = [json.loads(line) for line in (LABELS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    claims = [(n, row["claim"] | {"id": str(n)}) for n, row in enumerate(rows)]
    proposals = observe(list(parse_rows(claims)), read_file_isolated(document), document.name)
    by_id: dict[str, list[Proposal]] = {}
    for p in proposals:
        by_id.setdefault(p.id, []).append(p)
    total = Score()
    for n, row in enumerate(rows):
        total += _row(row, by_id.get(str(n), []))
    return total


def _row(row: dict[str, object], proposals: list[Proposal]) -> Score:
    answer = row["answer"]
    right = [p for p in proposals if answer is not None and _same(str(answer), p)]
    sure = [p for p in proposals if p.sure]
    out = Score(
        sure=len(sure),
        sure_right=sum(p in right for p in sure),
        answered=answer is not None,
        found=bool(right),
        found_sure=any(p.sure for p in right),
    )
    if out.sure != out.sure_right or out.found != out.answered:
        given = "; ".join(f"{'!' if p.sure else '?'}{p.indicator} {p.number}" for p in proposals)
        out.wrong.append(f"{row['claim']['indicator']}: wanted {answer}, got {given or 'nothing'}")  # type: ignore[index]
    return out


def _same(answer: str, proposal: Proposal) -> bool:
    sign = -1 if answer.startswith("-") else 1
    (read,) = scan(canonicalise(answer.lstrip("-")))
    try:
        value = convert(proposal.value, proposal.unit, read.unit)
    except UnitError:
        return False
    return value == read.value * sign or (value == Decimal(0) == read.value)
