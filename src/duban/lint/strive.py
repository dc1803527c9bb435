"""strive-only-headline: a headline target that is only striven for."""

from __future__ import annotations

from collections.abc import Iterator

from duban.commitments import Strength
from duban.lint.rule import Hit, Rule
from duban.lint.view import ReportView
from duban.lint.words import find_headline_family


def _find(view: ReportView) -> Iterator[Hit]:
    families = [(claim, find_headline_family(claim.indicator)) for claim in view.targets]
    firm_families = {
        claim_family.name for claim, claim_family in families if claim_family and claim.strength is not Strength.STRIVE
    }
    for claim, family in families:
        if family is None or family.severity != "warning" or family.name in firm_families:
            continue
        yield Hit(
            *view.find_clause(claim.start, claim.end),
            (
                f"“{claim.indicator}”只有力争目标，达不到也不算未完成",
                "only striven for: a shortfall would be shown, not counted as missed",
            ),
            (
                "先写必保的数，再写力争的数，如“增长5%以上，力争5.5%”",
                "give the figure to be held to first, then the one to strive for",
            ),
        )


RULE = Rule("strive-only-headline", "note", "主要指标只有力争目标", "A headline target is only striven for", _find)
