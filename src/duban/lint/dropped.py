"""indicator-dropped: a headline figure that the review reports and the plan leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duban.commitments import Claim
from duban.lint.rule import Hit, Rule
from duban.lint.view import PROMISING, View
from duban.lint.words import Family, family_of_name, headline, headline_names

_BOUND_TO = re.compile(
    r"\d|百分之|[一二三四五六七八九十]成|同步|省下达|国家下达|下达|预期|只增不减|持平|高于|快于|低于|翻"
)


def _find(view: View) -> Iterator[Hit]:
    reported = _first_results(view)
    if not reported or not view.targets:
        return
    kept, named = _in_plan(view)
    for family, claim in reported:
        if family.name not in kept:
            yield _hit(view, family, claim, named=family.name in named)


def _first_results(view: View) -> list[tuple[Family, Claim]]:
    """Each family's first figure, that of last year before those of several years."""
    found: dict[str, tuple[Family, Claim]] = {}
    for claim in view.review:
        family = headline(claim.indicator)
        if family is not None and claim.value is not None:
            before = found.get(family.name)
            if before is None or (before[1].period is not None and claim.period is None):
                found[family.name] = (family, claim)
    return list(found.values())


def _in_plan(view: View) -> tuple[set[str], set[str]]:
    """The families that the plan binds to something, and those that it names at all.

    A clause that names an indicator and binds it counts even where no claim was read from it.
    """
    families = (headline(claim.indicator) for claim in view.targets)
    kept = {family.name for family in families if family is not None}
    named: set[str] = set()
    for part in view.report.parts:
        if part.role not in PROMISING:
            continue
        for match in headline_names().finditer(view.text, part.start, part.end):
            name = family_of_name(match[0]).name
            named.add(name)
            if _BOUND_TO.search(view.text, match.end(), view.clause(*match.span()).end):
                kept.add(name)
    return kept, named


def _hit(view: View, family: Family, claim: Claim, *, named: bool) -> Hit:
    missing = (
        ("今年的计划只提到，没有目标", "the plan names it without a target")
        if named
        else ("今年的计划没有提", "the plan does not have it")
    )
    return Hit(
        *view.clause(claim.start, claim.end),
        (
            f"回顾报告了“{claim.indicator}”{claim.number}，{missing[0]}",
            f"the review reports {claim.indicator} {claim.number}; {missing[1]}",
        ),
        (
            "在主要预期目标里补上；不再列为目标的，说明理由",
            "add it to the year's targets, or say why it is no longer one",
        ),
        "note" if named else family.severity,
    )


RULE = Rule(
    "indicator-dropped",
    "warning",
    "回顾里有、计划里没有的指标",
    "The review reports a headline indicator, the plan leaves it out",
    _find,
)
