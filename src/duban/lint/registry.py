"""Every rule, in the order of docs/reference/lint.md, and the function that runs them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from duban.commitments import Report
from duban.lint import (
    conflict,
    dropped,
    inverted,
    past,
    points,
    stage,
    strive,
    unit,
    unverifiable,
    whole,
)
from duban.lint.finding import SEVERITIES, Finding
from duban.lint.rule import Hit, Rule
from duban.lint.view import View

RULES: Final[tuple[Rule, ...]] = (
    conflict.RULE,
    unit.RULE,
    past.RULE,
    inverted.RULE,
    unverifiable.RULE,
    whole.RULE,
    points.RULE,
    dropped.RULE,
    stage.RULE,
    strive.RULE,
)


def lint(report: Report) -> tuple[Finding, ...]:
    """What the author of `report` should mend, in text order, the graver first at one place."""
    view = View(report)
    found = [finding for rule in RULES for finding in _findings(rule, view)]
    return tuple(sorted(found, key=lambda f: (f.start, SEVERITIES.index(f.severity), f.end)))


def _findings(rule: Rule, view: View) -> Iterator[Finding]:
    return (_finding(rule, view.report.text, hit) for hit in rule.find(view))


def _finding(rule: Rule, text: str, hit: Hit) -> Finding:
    return Finding(
        rule.name,
        hit.severity or rule.severity,
        hit.start,
        hit.end,
        text[hit.start : hit.end],
        " / ".join(hit.message),
        " / ".join(hit.advice),
    )
