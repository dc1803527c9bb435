"""Which year a promise is for, by the words before its number: invented plans of a city."""

from __future__ import annotations

import pytest

import duban
from duban.verification import gather_targets, verify

GOALS = """2030年云泽市政府工作报告

一、2029年工作回顾

过去一年，地区生产总值增长6%。

二、“十九五”时期的奋斗目标和任务

{paragraph}

三、2030年工作安排

今年地区生产总值增长7%左右。
"""


def promised(paragraph: str) -> set[str]:
    report = duban.read(GOALS.format(paragraph=paragraph), year=2030)
    return {t.number for t in gather_targets(report)}


@pytest.mark.parametrize(
    ("paragraph", "number", "own"),
    [
        ("今年是新五年规划的第一年。要做好今年的工作，发行专项债券40亿元。", "40亿元", True),
        ("2030年的港口吞吐量将比2029年增长一成，达到900万吨。", "900万吨", True),
        ("到2035年，港口吞吐量达到1900万吨。", "1900万吨", False),
        ("港口吞吐量2035年将达到1900万吨，比2028年增长90%。", "90%", False),
        ("今年起步，五年内要新建泊位45个。", "45个", False),
    ],
)
def test_a_goal_is_the_years_own_where_the_nearest_mark_of_time_says_so(paragraph: str, number: str, own: bool) -> None:
    assert (number in promised(paragraph)) is own


def test_a_plan_made_before_the_year_ends_is_for_the_next_one() -> None:
    plan = (
        "2030年云泽市计划报告\n\n一、2031年计划的主要指标\n\n"
        "2031年，地区生产总值要增长6%，进出口总额要增长8%，财政收入要增长5%。\n"
    )
    results = "2031年云泽市计划执行情况\n\n一、2031年工作回顾\n\n2031年地区生产总值增长6.4%，2030年增长5.1%。\n"
    first = verify(duban.read(plan, year=2030), duban.read(results, year=2031))[0]
    assert first.result is not None
    assert (first.judgement.value, first.result.number) == ("met", "6.4%")


def test_a_rise_since_an_older_year_answers_no_target_of_the_year() -> None:
    last = "2030年云泽市政府工作报告\n\n一、2030年工作安排\n\n今年，莲藕产量增长10%。\n"
    this = "2031年云泽市政府工作报告\n\n一、2030年工作回顾\n\n2030年比2025年，莲藕产量增长66%。\n"
    said = verify(duban.read(last, year=2030), duban.read(this, year=2031))[0]
    assert said.judgement.value in {"not_reported", "changed_basis"}


def test_an_estimate_of_the_year_before_is_no_target() -> None:
    report = "2030年云泽市政府工作报告\n\n一、当前的工作\n\n{}\n"
    told = "根据预计，2029年比2028年，莲藕增加了约90万担，今后要继续增产。"
    asked = "2030年，莲藕要增加90万担。"
    assert not gather_targets(duban.read(report.format(told), year=2030))
    assert [t.number for t in gather_targets(duban.read(report.format(asked), year=2030))] == ["90万担"]


def test_a_report_on_another_year_answers_only_where_it_names_the_year() -> None:
    last = "2030年云泽市政府工作报告\n\n一、2030年工作安排\n\n今年，进出口总额增长8%，粮食产量达到40万吨以上。\n"
    this = (
        "2032年云泽市政府工作报告\n\n一、2031年工作回顾\n\n"
        "进出口总额增长9%。2030年粮食产量达到41万吨。\n\n"
        "二、2032年工作安排\n\n今年，进出口总额增长7%。\n"
    )
    trade, grain = verify(duban.read(last, year=2030), duban.read(this, year=2032))
    assert trade.judgement.value == "not_reported"
    assert (grain.judgement.value, grain.result and grain.result.number) == ("met", "41万吨")
    own = verify(duban.read(last, year=2030), duban.read(this.replace("32", "30"), year=2030))
    assert own[0].judgement.value == "not_reported"
