"""Which role each chapter of a report has: the best course of roles through the whole report.

Every role is a candidate for every chapter. What speaks for it are named features, of its heading,
of the words of its text and of its place; their weights stand in `data/weights/part_roles.tsv`
(learned from chapters whose headings say their role; `tools/learning/part_roles.py`). A report goes
from review over goals to plan and self: to step back costs, and so does a report without a plan.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from duban.commitments import PartRole
from duban.reading.lexicon import sections

ROLES: Final = (PartRole.REVIEW, PartRole.GOALS, PartRole.PLAN, PartRole.SELF)
_ORDER: Final = {role: i for i, role in enumerate(ROLES)}
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_ENOUGH: Final = 40
"""A chapter of fewer characters says nothing by its words."""

HEADING: Final = 12.0
"""What a heading that says its role is worth; the words of a text seldom reach half of it."""
BACKWARD: Final = -8.0
"""The penalty for a step back in the order of the roles (a review behind its plan)."""
CARRIED: Final = 1.5
"""The bonus for a chapter that states no role and keeps the role of the one before it."""
NO_PLAN: Final = -2.5
"""The penalty for a report without a plan."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a chapter: the role that its heading says, and features of its text."""

    says: PartRole | None
    features: Mapping[str, float]


@cache
def _words() -> dict[str, list[str]]:
    return sections("parts.txt")


@cache
def weights() -> dict[str, dict[PartRole, float]]:
    """The weights of the features by role, from their table."""
    text = resources.files("duban").joinpath("data/weights/part_roles.tsv").read_text("utf-8")
    lines = [x.split("\t") for x in text.splitlines() if x and not x.startswith("#")]
    roles = [PartRole(name) for name in lines[0][1:]]
    return {name: dict(zip(roles, map(float, values), strict=True)) for name, *values in lines[1:]}


def features(text: str, place: float, year: int | None) -> dict[str, float]:
    """Named features of a chapter's text: how often its words come, and which years it names.

    `relative_position` is where it begins, as a share of the report. Rates are logarithms
    of counts in 1,000 characters.
    """
    if len(text) < _ENOUGH:
        return {}
    found = {"always": 1.0, "place": place}
    size = 1000 / len(text)
    for name, words in _words().items():
        found[name] = math.log1p(sum(map(text.count, words)) * size)
    if year is not None:
        years = [int(y) for y in _YEAR.findall(text)]
        found["years before"] = math.log1p(sum(y < year for y in years) * size)
        found["plan year"] = math.log1p(years.count(year) * size)
        found["years after"] = math.log1p(sum(y > year for y in years) * size)
    return found


def scores(evidence: Evidence) -> dict[PartRole, float]:
    """The score of each role for one chapter, without its neighbours."""
    table = weights()
    found = {
        role: sum(value * table[name][role] for name, value in evidence.features.items())
        for role in ROLES
    }
    if evidence.says in found:
        found[evidence.says] += HEADING
    return found


def choose(chapters: Sequence[Evidence]) -> list[PartRole]:
    """The role of each chapter: the course with the highest sum (a search over all of them)."""
    # The best course that ends in a role, with or without a plan so far: its score and its roles.
    best: dict[tuple[PartRole | None, bool], tuple[float, tuple[PartRole, ...]]] = {
        (None, False): (0.0, ())
    }
    for evidence in chapters:
        own = scores(evidence)
        step: dict[tuple[PartRole | None, bool], tuple[float, tuple[PartRole, ...]]] = {}
        for (last, planned), (score, course) in best.items():
            for role in ROLES:
                total = score + own[role] + _step(last, role, evidence)
                state = (role, planned or role is PartRole.PLAN)
                if state not in step or total > step[state][0]:
                    step[state] = (total, (*course, role))
        best = step
    ends = [(s if planned else s + NO_PLAN, c) for (_, planned), (s, c) in best.items()]
    return list(max(ends)[1])


def _step(last: PartRole | None, role: PartRole, evidence: Evidence) -> float:
    if last is None:
        return 0.0
    back = BACKWARD if _ORDER[role] < _ORDER[last] else 0.0
    return back + (CARRIED if role is last and evidence.says is None else 0.0)
