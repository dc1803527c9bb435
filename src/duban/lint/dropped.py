"""indicator-dropped: a headline figure that the review reports and the plan leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duban.commitments import Claim
from duban.lint.rule import Hit, Rule
from duban.lint.view import PROMISING_ROLES, ReportView
from duban.lint.words import IndicatorFamily, compile_headline_names, find_headline_family, get_family

_BINDING_WORDS = re.compile(
    r"\d|百分之|[一二三四五六七八九十]成|同步|省下达|国家下达|下达|预期|只增不减|持平|高于|快于|低于|翻"
)


def _find(view: ReportView) -> Iterator[Hit]:
    reported = _find_first_results(view)
    if not reported or not view.targets:
        return
    bound_families, mentioned_families = _find_plan_families(view)
    for family, claim in reported:
        if family.name not in bound_families:
            yield _build_hit(view, family, claim, is_mentioned=family.name in mentioned_families)


def _find_first_results(view: ReportView) -> list[tuple[IndicatorFamily, Claim]]:
    """Each family's first figure, that of last year before those of several years."""
    result_by_family: dict[str, tuple[IndicatorFamily, Claim]] = {}
    for claim in view.review:
        family = find_headline_family(claim.indicator)
        if family is not None and claim.value is not None:
            earlier_result = result_by_family.get(family.name)
            if earlier_result is None or (earlier_result[1].period is not None and claim.period is None):
                result_by_family[family.name] = (family, claim)
    return list(result_by_family.values())


def _find_plan_families(view: ReportView) -> tuple[set[str], set[str]]:
    """The families that the plan binds to something, and those that it names at all.

    A clause that names an indicator and binds it counts even where no claim was read from it.
    """
    families = (find_headline_family(claim.indicator) for claim in view.targets)
    bound_families = {family.name for family in families if family is not None}
    mentioned_families: set[str] = set()
    for part in view.report.parts:
        if part.role not in PROMISING_ROLES:
            continue
        for match in compile_headline_names().finditer(view.text, part.start, part.end):
            family_name = get_family(match[0]).name
            mentioned_families.add(family_name)
            if _BINDING_WORDS.search(view.text, match.end(), view.find_clause(*match.span()).end):
                bound_families.add(family_name)
    return bound_families, mentioned_families


def _build_hit(view: ReportView, family: IndicatorFamily, claim: Claim, *, is_mentioned: bool) -> Hit:
    explanation = (
        ("今年的计划只提到，没有目标", "the plan names it without a target")
        if is_mentioned
        else ("今年的计划没有提", "the plan does not have it")
    )
    return Hit(
        *view.find_clause(claim.start, claim.end),
        (
            f"回顾报告了“{claim.indicator}”{claim.number}，{explanation[0]}",
            f"the review reports {claim.indicator} {claim.number}; {explanation[1]}",
        ),
        (
            "在主要预期目标里补上；不再列为目标的，说明理由",
            "add it to the year's targets, or say why it is no longer one",
        ),
        "note" if is_mentioned else family.severity,
    )


RULE = Rule(
    "indicator-dropped",
    "warning",
    "回顾里有、计划里没有的指标",
    "The review reports a headline indicator, the plan leaves it out",
    _find,
)
