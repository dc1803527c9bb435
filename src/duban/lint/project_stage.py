"""project-without-stage: a named project that goes on, without the stage it is to reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from duban.commitments import Commitment, CommitmentType, NameKind
from duban.lint.rule import Hit, Rule
from duban.lint.view import ReportView
from duban.lint.words import join_alternatives, read_section


@cache
def _compile_limits() -> re.Pattern[str]:
    return re.compile(rf"\d|{join_alternatives(read_section('acts') + read_section('times'))}")


@cache
def _compile_continuation() -> re.Pattern[str]:
    return re.compile(rf"(?:{join_alternatives(read_section('goes-on'))})+")


def _find(view: ReportView) -> Iterator[Hit]:
    for _, commitment in view.plan:
        if commitment.type is CommitmentType.PROJECT and _has_no_stage(view, commitment):
            yield Hit(
                commitment.start,
                commitment.end,
                ("项目没有写年底要到哪一步", "the project has no stage to reach by the year's end"),
                (
                    "写明年度节点：开工、主体完工、投产，或完成投资××亿元",
                    "name the stage: begun, structure finished, in use, or so much invested",
                ),
            )


def _has_no_stage(view: ReportView, commitment: Commitment) -> bool:
    if "建设" not in commitment.text and "项目" not in commitment.text:
        return False
    if commitment.claims or _compile_limits().search(view.blank_quotations(commitment.start, commitment.end)):
        return False
    clauses = list(view.split_clauses(commitment.start, commitment.end))
    names = [name for name in commitment.names if name.kind is NameKind.PROJECT]
    return bool(names) and all(_compile_continuation().match(view.text, *span) for span in clauses)


RULE = Rule(
    "project-without-stage", "note", "项目没有年度节点", "A project goes on without a stage to reach this year", _find
)
