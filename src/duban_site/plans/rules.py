"""The rules by which a plan is assessed: a set that ships, with the thresholds that the office changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from duban.assessment import Rules
from duban.assessment.rules import RULE_OPTIONS
from duban_site.plans.models import Plan


def load_rules(plan: Plan) -> Rules:
    """The plan's rules. Raises RulesError."""
    return build_rules(plan.rules, plan.thresholds)


def build_rules(name: str, thresholds: Mapping[str, str]) -> Rules:
    """The shipped set of that name with other thresholds: `section.key` → what was written for it.

    Raises RulesError for an unknown set, an illegal value, or a yellow light beyond the red one.
    """
    sections: dict[str, dict[str, Any]] = defaultdict(dict)
    for threshold, text in thresholds.items():
        section, _, key = threshold.partition(".")
        sections[section][key] = parse_threshold(threshold, text)
    base = Rules.load(name)
    title = f"{base.title}，本计划有改动" if thresholds else base.title
    return Rules.parse({"name": base.name, "title": title, "extends": name, "names": base.names, **sections})


def parse_threshold(threshold: str, text: str) -> str | Decimal:
    """A written threshold as a file of rules would hold it: a number where it is one."""
    option = RULE_OPTIONS.get(threshold)
    if option is not None and option.type == "decimal":
        try:
            return Decimal(text)
        except InvalidOperation:
            return text
    return text
