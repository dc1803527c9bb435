"""Explains, condition by condition, whether one enterprise meets a policy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from duban.registers.policies.conditions import Condition, Rule, format_value
from duban.registers.policies.profile import Profile


class Verdict(StrEnum):
    """Met, not met, or undecidable because data is missing."""

    HIT = "hit"
    MISS = "miss"
    UNKNOWN = "unknown"


VERDICT_LABELS = {Verdict.HIT: "符合", Verdict.MISS: "不符合", Verdict.UNKNOWN: "缺少数据"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One condition, for one enterprise. `clause` counts the lines from 1."""

    clause: int
    condition: Condition
    verdict: Verdict
    actual: str

    @property
    def sentence(self) -> str:
        """For people: 营业收入 不低于 2000万元：实际3500万元，符合."""
        if self.verdict is Verdict.UNKNOWN:
            return f"{self.condition}：没有这项数据，无法判断"
        return f"{self.condition}：实际{self.actual}，{VERDICT_LABELS[self.verdict]}"


def explain_rule(rule: Rule, profile: Profile) -> tuple[Verdict, tuple[Outcome, ...]]:
    """The verdict on the rule, and the outcome of every condition, hit or miss."""
    outcomes = tuple(
        _judge_condition(clause_number, condition, profile)
        for clause_number, clause in enumerate(rule.clauses, start=1)
        for condition in clause
    )
    verdicts = [
        _judge_clause([outcome.verdict for outcome in outcomes if outcome.clause == clause_number])
        for clause_number in range(1, len(rule.clauses) + 1)
    ]
    if Verdict.MISS in verdicts:
        return Verdict.MISS, outcomes
    return (Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.HIT), outcomes


def _judge_condition(clause: int, condition: Condition, profile: Profile) -> Outcome:
    value = profile.values.get(condition.attribute.key)
    if value is None:
        return Outcome(clause, condition, Verdict.UNKNOWN, "")
    verdict = Verdict.HIT if condition.met(value) else Verdict.MISS
    return Outcome(clause, condition, verdict, format_value(condition.attribute, value))


def _judge_clause(verdicts: list[Verdict]) -> Verdict:
    if Verdict.HIT in verdicts:
        return Verdict.HIT
    return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.MISS
