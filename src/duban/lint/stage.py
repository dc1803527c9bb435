"""project-without-stage: a named project that goes on, without the stage it is to reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from duban.commitments import Commitment, CommitmentType, NameKind
from duban.lint.rule import Hit, Rule
from duban.lint.view import View
from duban.lint.words import alternatives, section


@cache
def _bound() -> re.Pattern[str]:
    return re.compile(rf"\d|{alternatives(section('acts') + section('times'))}")


@cache
def _goes_on() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(section('goes-on'))})+")


def _find(view: View) -> Iterator[Hit]:
    for _, commitment in view.plan:
        if commitment.type is CommitmentType.PROJECT and _endless(view, commitment):
            yield Hit(
                commitment.start,
                commitment.end,
                (
                    "项目没有写年底要到哪一步",
                    "the project has no stage to reach by the year's end",
                ),
                (
                    "写明年度节点：开工、主体完工、投产，或完成投资××亿元",
                    "name the stage: begun, structure finished, in use, or so much invested",
                ),
            )


def _endless(view: View, commitment: Commitment) -> bool:
    if "建设" not in commitment.text and "项目" not in commitment.text:
        return False
    if commitment.claims or _bound().search(view.unquoted(commitment.start, commitment.end)):
        return False
    clauses = list(view.clauses(commitment.start, commitment.end))
    names = [n for n in commitment.names if n.kind is NameKind.PROJECT]
    return bool(names) and all(_goes_on().match(view.text, *span) for span in clauses)


RULE = Rule(
    "project-without-stage",
    "note",
    "项目没有年度节点",
    "A project goes on without a stage to reach this year",
    _find,
)
