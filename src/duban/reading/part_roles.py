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
from duban.reading.lexicon import load_sections

ROLES: Final = (PartRole.REVIEW, PartRole.GOALS, PartRole.PLAN, PartRole.SELF)
_INDEX_BY_ROLE: Final = {role: i for i, role in enumerate(ROLES)}
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_TEXT_MINIMUM: Final = 40
"""A chapter of fewer characters says nothing by its words."""

HEADING_SCORE: Final = 12.0
"""What a heading that says its role is worth; the words of a text seldom reach half of it."""
BACKWARD_SCORE: Final = -8.0
"""The penalty for a step back in the order of the roles (a review behind its plan)."""
SAME_ROLE_SCORE: Final = 1.5
"""The bonus for a chapter that states no role and keeps the role of the one before it."""
NO_PLAN_SCORE: Final = -2.5
"""The penalty for a report without a plan."""


@dataclass(frozen=True, slots=True)
class ChapterEvidence:
    """What is known of a chapter: the role that its heading says, and features of its text."""

    stated_role: PartRole | None
    features: Mapping[str, float]


@cache
def _feature_words() -> dict[str, list[str]]:
    return load_sections("parts.txt")


@cache
def load_weights() -> dict[str, dict[PartRole, float]]:
    """The weights of the features by role, from their table."""
    table_text = resources.files("duban").joinpath("data/weights/part_roles.tsv").read_text("utf-8")
    lines = [line.split("\t") for line in table_text.splitlines() if line and not line.startswith("#")]
    roles = [PartRole(row_name) for row_name in lines[0][1:]]
    return {row_name: dict(zip(roles, map(float, values), strict=True)) for row_name, *values in lines[1:]}


def extract_features(text: str, relative_position: float, year: int | None) -> dict[str, float]:
    """Named features of a chapter's text: how often its words come, and which years it names.

    `relative_position` is where it begins, as a share of the report. Rates are logarithms
    of counts in 1,000 characters.
    """
    if len(text) < _TEXT_MINIMUM:
        return {}
    values = {"always": 1.0, "place": relative_position}
    per_thousand = 1000 / len(text)
    for feature_name, words in _feature_words().items():
        values[feature_name] = math.log1p(sum(map(text.count, words)) * per_thousand)
    if year is not None:
        years = [int(stated_year) for stated_year in _YEAR.findall(text)]
        values["years before"] = math.log1p(sum(stated_year < year for stated_year in years) * per_thousand)
        values["plan year"] = math.log1p(years.count(year) * per_thousand)
        values["years after"] = math.log1p(sum(stated_year > year for stated_year in years) * per_thousand)
    return values


def score_roles(evidence: ChapterEvidence) -> dict[PartRole, float]:
    """The score of each role for one chapter, without its neighbours."""
    weights_by_feature = load_weights()
    score_by_role = {
        role: sum(value * weights_by_feature[feature_name][role] for feature_name, value in evidence.features.items())
        for role in ROLES
    }
    if evidence.stated_role in score_by_role:
        score_by_role[evidence.stated_role] += HEADING_SCORE
    return score_by_role


def choose_roles(chapters: Sequence[ChapterEvidence]) -> list[PartRole]:
    """The role of each chapter: the course with the highest sum (a search over all of them)."""
    # The best course that ends in a role, with or without a plan so far: its score and its roles.
    best_by_state: dict[tuple[PartRole | None, bool], tuple[float, tuple[PartRole, ...]]] = {(None, False): (0.0, ())}
    for evidence in chapters:
        chapter_scores = score_roles(evidence)
        next_by_state: dict[tuple[PartRole | None, bool], tuple[float, tuple[PartRole, ...]]] = {}
        for (previous_role, has_plan), (score, roles) in best_by_state.items():
            for role in ROLES:
                next_score = score + chapter_scores[role] + _score_transition(previous_role, role, evidence)
                state = (role, has_plan or role is PartRole.PLAN)
                if state not in next_by_state or next_score > next_by_state[state][0]:
                    next_by_state[state] = (next_score, (*roles, role))
        best_by_state = next_by_state
    final_courses = [
        (final_score if has_plan else final_score + NO_PLAN_SCORE, final_roles)
        for (_, has_plan), (final_score, final_roles) in best_by_state.items()
    ]
    return list(max(final_courses)[1])


def _score_transition(previous_role: PartRole | None, role: PartRole, evidence: ChapterEvidence) -> float:
    if previous_role is None:
        return 0.0
    backward_score = BACKWARD_SCORE if _INDEX_BY_ROLE[role] < _INDEX_BY_ROLE[previous_role] else 0.0
    return backward_score + (SAME_ROLE_SCORE if role is previous_role and evidence.stated_role is None else 0.0)
