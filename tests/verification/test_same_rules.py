"""Progress and years take the same tolerance of 左右 from the same rules, and print alike."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

import duban
from duban.assessment import Rules, Status, Target, assess
from duban.series import Observation, Period, Series
from duban.verification import Judgement, Verdict, verify

LAST = "2030年云泽市政府工作报告\n\n一、2030年工作安排\n\n今年发展的主要预期目标是：{target}。\n"
THIS = (
    "2031年云泽市政府工作报告\n\n一、2030年工作回顾\n\n过去一年，{result}。\n\n二、2031年工作安排\n\n做好各项工作。\n"
)


def verify_one(target: str, result: str, rules: Rules) -> Verdict:
    last = duban.read(LAST.format(target=target), year=2030)
    return verify(last, duban.read(THIS.format(result=result), year=2031), rules)[0]


def assess_one(claim: dict[str, object], value: str, rules: Rules) -> Status:
    target = Target.from_json({"indicator": "某指标", "comparator": "approx"} | claim, id="1", year=2030)
    observation = Observation(Period.parse("2030"), Decimal(value), target.unit)
    series = Series.from_observations("某指标", target.unit, [observation])
    return assess(target, series, None, dt.date(2031, 2, 1), rules).status


@pytest.mark.parametrize(
    ("rules", "is_within"),
    [({}, True), ({"approx": {"rate_points": Decimal("0.2"), "amount_percent": 4}}, False), ("宣城", False)],
)
def test_the_band_of_a_city_holds_for_the_month_and_for_the_year(
    rules: dict[str, object] | str, is_within: bool
) -> None:
    rule_set = Rules.load(rules) if isinstance(rules, str) else Rules.parse(rules)
    verdicts = [
        verify_one("地区生产总值增长6%左右", "地区生产总值增长5.7%", rule_set),
        verify_one("粮食产量100万吨左右", "粮食产量95万吨", rule_set),
    ]
    assert {verdict.judgement for verdict in verdicts} == {Judgement.NEAR if is_within else Judgement.MISSED}
    statuses = [
        assess_one({"kind": "growth", "value": 6, "unit": "%"}, "5.7", rule_set),
        assess_one({"kind": "volume", "value": 100, "unit": "吨"}, "95", rule_set),
    ]
    assert set(statuses) == {Status.NEAR if is_within else Status.OVERDUE}


def test_a_shortfall_is_never_printed_as_the_whole() -> None:
    verdict = verify_one("粮食产量10000万吨", "粮食产量9996万吨", Rules.load("default"))
    assert verdict.judgement is Judgement.MISSED
    assert "为目标的99.96%" in verdict.sum
