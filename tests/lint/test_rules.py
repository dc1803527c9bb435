"""What each rule finds and what it leaves alone, on short invented reports."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

import duban
from duban.commitments import Report
from duban.lint import Finding, lint

REVIEW = """云湖市政府工作报告
——2026年1月10日在云湖市第三届人民代表大会第五次会议上
一、2025年工作回顾
过去一年，全市上下埋头苦干。{review}
二、2026年重点工作
全年预期目标：一般公共预算收入增长3%，地区生产总值增长5%左右。
（一）抓好重点任务
夯实发展基础。{plan}
（二）办好民生实事
织密保障网络。新建公办幼儿园6所，改造老旧小区12个。
三、加强政府自身建设
提升行政效能。新增网上可办事项13项，办结率达到98%以上。
"""


def read(plan: str, review: str = "地区生产总值增长5.2%，一般公共预算收入增长2.8%。") -> Report:
    return duban.read(REVIEW.format(plan=plan, review=review), year=2026)


def found(rule: str, plan: str, **more: str) -> list[Finding]:
    return [f for f in lint(read(plan, **more)) if f.rule == rule]


@pytest.mark.parametrize(
    ("rule", "plan", "quote"),
    [
        ("target-conflict", "新增城镇绿道总长度。一般公共预算收入增长4%。", "一般公共预算收入增长4%"),
        ("target-conflict", "确保GDP增长6%以上。", "GDP增长6%以上"),
        ("target-conflict", "新建乡镇养老服务站8个。年内新建9个乡镇养老服务站。", "9个乡镇"),
        ("number-without-unit", "培训乡村医生300以上。", "培训乡村医生300以上"),
        ("number-without-unit", "新增托育机构１２，开通公交线路3条。", "新增托育机构１２"),
        ("past-deadline", "到2024年底，建成污水处理厂3座。", "到2024年底"),
        ("past-deadline", "2025年6月底前开工跨江大桥。", "2025年6月底前开工跨江大桥"),
        ("unverifiable-commitment", "不断增进群众福祉，努力让生活更加美好。", "不断增进群众福祉"),
        ("unverifiable-commitment", "持续提升城市影响力。", "持续提升城市影响力"),
        ("share-without-whole", "战略性新兴产业占比达到25%。", "战略性新兴产业占比达到25%"),
        ("percent-or-points", "常住人口城镇化率提高2%。", "常住人口城镇化率提高2%"),
        ("project-without-stage", "加快松子岭水库、云湖体育公园建设。", "加快松子岭水库"),
    ],
)
def test_a_weakness_is_found_where_it_stands(rule: str, plan: str, quote: str) -> None:
    hits = found(rule, plan)
    assert len(hits) == 1
    assert quote in hits[0].quote


@pytest.mark.parametrize(
    ("rule", "plan"),
    [
        ("target-conflict", "确保地区生产总值增长5%左右。"),
        ("target-conflict", "实施市级重点项目80个。其中新开工市级重点项目30个。"),
        ("target-conflict", "各县改造农村公路10公里。全年改造农村公路120公里。"),
        ("number-without-unit", "基本养老保险参保人数达到96万。"),
        ("number-without-unit", "自来水普及率、污水治理率分别提高1.4、6.7、3个百分点。"),
        ("number-without-unit", "农产品加工产值与农业总产值之比达到2.6∶1。"),
        ("number-without-unit", "办好12345热线，落实28条措施，深化“4+1”行动，推进2号线建设。"),
        ("number-without-unit", "完成投资1，200万元。"),
        ("past-deadline", "到2027年建成污水处理厂3座。"),
        ("past-deadline", "粮食产量比2024年增加2万吨，2020年以来的项目全部验收。"),
        ("past-deadline", "落实《云湖市河道整治规划（到2024年）》。"),
        ("unverifiable-commitment", "出台低空经济发展条例，推动产业提质。"),
        ("unverifiable-commitment", "大力发展旅游，年内完成古渡修缮。"),
        ("unverifiable-commitment", "加强国防动员，做好双拥工作。"),
        ("share-without-whole", "民间投资占全部投资比重达到52%以上。"),
        ("share-without-whole", "城镇调查失业率控制在5.5%以内，空气质量优良天数比率94%以上。"),
        ("share-without-whole", "规上工业中高技术产业占比达到25%。"),
        ("percent-or-points", "县域内就诊率提高1.5个百分点，劳动生产率提高5%，参保率提高到96%。"),
        ("project-without-stage", "加快松子岭水库建设，年内主体完工。"),
        ("project-without-stage", "推动云湖体育公园开工建设。"),
    ],
)
def test_what_is_well_written_is_left_alone(rule: str, plan: str) -> None:
    assert found(rule, plan) == []


def test_a_dropped_headline_is_a_warning_and_one_only_named_is_a_note() -> None:
    review = "地区生产总值增长5.2%，社会消费品零售总额增长6.1%，进出口总额增长7%。"
    hits = found("indicator-dropped", "稳定外贸进出口基本盘，开行货运班列20列。", review=review)
    assert [(f.quote, f.severity) for f in hits] == [
        ("社会消费品零售总额增长6.1%", "warning"),
        ("进出口总额增长7%", "note"),
    ]


def test_another_name_of_the_indicator_keeps_it() -> None:
    review = "全市生产总值增长5.2%，城镇居民人均可支配收入增长4.8%，粮食总产量30万吨。"
    plan = "居民收入增长与经济增长同步，粮食产量稳定在30万吨以上。"
    assert found("indicator-dropped", plan, review=review) == []


def test_what_is_not_a_headline_may_be_dropped() -> None:
    assert found("indicator-dropped", "开展培训20场。", review="改造路灯300盏，植树5万株。") == []


def test_the_opening_sentence_of_a_chapter_is_not_a_commitment() -> None:
    text = REVIEW.replace("织密保障网络。", "坚持人民至上，让发展更有温度。\n织密保障网络。")
    report = duban.read(text.format(plan="开工项目3个。", review="植树5万株。"), year=2026)
    assert [f.quote for f in lint(report) if f.rule == "unverifiable-commitment"] == []


def test_a_short_sentence_before_checkable_ones_may_be_a_heading() -> None:
    first, second = "优化提升传统产业。", "持续改善营商环境。"
    hits = found("unverifiable-commitment", f"{first}改造生产线30条。新建厂房5座。{second}")
    assert {f.quote: f.severity for f in hits} == {first: "note", second: "warning"}


def test_an_upside_down_range_is_an_error(small_report: Report) -> None:
    assert [f for f in lint(small_report) if f.rule == "inverted-range"] == []
    (hit,) = [f for f in lint(_with_first_range(small_report, "9")) if f.rule == "inverted-range"]
    assert (hit.severity, "5%—5.5%" in hit.quote) == ("error", True)


def test_a_headline_that_is_only_striven_for_is_noted(small_report: Report) -> None:
    hits = [f for f in lint(small_report) if f.rule == "strive-only-headline"]
    assert ["地区生产总值" in f.quote for f in hits] == [True]
    assert found("strive-only-headline", "力争地区生产总值增长6%。") == []


def _with_first_range(report: Report, low: str) -> Report:
    """The report with the low bound of its range put above the high one."""
    parts = []
    for part in report.parts:
        topics = []
        for topic in part.topics:
            commitments = tuple(
                replace(c, claims=tuple(replace(x, value=Decimal(low)) if x.value_high else x for x in c.claims))
                for c in topic.commitments
            )
            topics.append(replace(topic, commitments=commitments))
        parts.append(replace(part, topics=tuple(topics)))
    return replace(report, parts=tuple(parts))
