"""Every rule, in the order of docs/reference/lint.md, and the function that runs them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from duban.commitments import Report
from duban.lint import (
    conflict,
    dropped,
    inverted,
    past_deadline,
    percent_or_points,
    project_stage,
    share_total,
    strive,
    unit,
    unverifiable,
)
from duban.lint.finding import SEVERITIES, Finding
from duban.lint.rule import Hit, Rule
from duban.lint.view import ReportView

RULES: Final[tuple[Rule, ...]] = (
    conflict.RULE,
    unit.RULE,
    past_deadline.RULE,
    inverted.RULE,
    unverifiable.RULE,
    share_total.RULE,
    percent_or_points.RULE,
    dropped.RULE,
    project_stage.RULE,
    strive.RULE,
)


def lint(report: Report) -> tuple[Finding, ...]:
    """What the author of `report` should mend, in text order, the graver first at one place."""
    view = ReportView(report)
    findings = [finding for rule in RULES for finding in _run_rule(rule, view)]
    return tuple(sorted(findings, key=lambda problem: (problem.start, SEVERITIES.index(problem.severity), problem.end)))


def _run_rule(rule: Rule, view: ReportView) -> Iterator[Finding]:
    return (_build_finding(rule, view.report.text, hit) for hit in rule.find(view))


def _build_finding(rule: Rule, text: str, hit: Hit) -> Finding:
    return Finding(
        rule.name,
        hit.severity or rule.severity,
        hit.start,
        hit.end,
        text[hit.start : hit.end],
        " / ".join(hit.message),
        " / ".join(hit.advice),
    )
