"""绿黄红: from a finding to a light, and the memory of a red light earlier in the year."""

from __future__ import annotations

from collections.abc import Callable

from duban.assessment.model import Light, Status
from duban.assessment.rules import Rules
from duban.assessment.status_rules import Finding
from duban.assessment.target import Target
from duban.commitments import Strength

REMEMBERED_FLAG = "remembered"
"""The flag of a light that is yellow only because the year was red before."""
_GREEN_STATUSES = (Status.COMPLETED, Status.AHEAD, Status.ON_SCHEDULE)


def choose_light(
    finding: Finding, target: Target, rules: Rules, was_red: Callable[[], bool]
) -> tuple[Light | None, tuple[str, ...]]:
    """The light, and the flags that explain it where it differs from the finding's own light.

    `was_red` is called only where its answer matters, since it replays the year.
    """
    light = _choose_current_light(finding, rules)
    if light is Light.RED and target.strength is Strength.STRIVE:
        return rules.strive_light, ("strive",)
    if light is Light.GREEN and rules.memory and was_red():
        return Light.YELLOW, (REMEMBERED_FLAG,)
    if finding.status in (Status.BEHIND, Status.OVERDUE) and target.strength is Strength.STRIVE:
        return light, ("strive",)
    return light, ()


def _choose_current_light(finding: Finding, rules: Rules) -> Light | None:
    status = finding.status
    if status in _GREEN_STATUSES:
        return Light.GREEN
    if status is Status.NEAR:
        return rules.near_light
    if status is Status.OVERDUE:
        return Light.RED
    if status is not Status.BEHIND:
        return None
    return Light.RED if _is_red(finding, rules) else Light.YELLOW


def _is_red(finding: Finding, rules: Rules) -> bool:
    if "breached" in finding.flags or "outstanding" in finding.flags:
        return True
    if finding.is_rate:
        return rules.rate_red is not None and finding.shortfall > rules.rate_red
    if rules.amount_red is None:
        return False
    if rules.measure == "ratio":
        return finding.ratio is not None and finding.ratio < rules.amount_red
    return finding.shortfall > rules.amount_red
