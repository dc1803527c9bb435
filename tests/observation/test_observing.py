"""Figures from invented documents: periods, levels of government, and what is never sure."""

from __future__ import annotations

from decimal import Decimal

import pytest

import duban
from duban.observation import PlanError, Proposal, list_plan_targets, observe, read_plan
from duban.observation.rows import render_csv, render_jsonl
from duban.series import Period

PLAN = """云川市2025年政府工作报告

二、2025年工作安排

今年的预期目标是：地区生产总值增长6%左右，规模以上工业增加值增长7%，社会消费品零售总额增长5%，市级一般公共预算收入达到30亿元，一般公共预算收入增长3%，城镇新增就业5万人，基本医疗保险参保人数达到200万人，新建停车场20个。
"""
RELEASE = """2025年1—5月云川市经济运行情况

1—5月，全市规模以上工业增加值同比增长6.4%。5月份，全市社会消费品零售总额同比下降1.2%。
一季度，全市地区生产总值增长5.8%。
全市计划新建停车场30个，目前已召开部署会。
"""
BUDGET = """云川市2025年预算收支执行与2026年预算安排的报告

一、2025年预算收支

（一）全市一般公共预算
2025年全市一般公共预算收入120亿元，完成年初预算的101%，比上年增收5亿元，增长4.3%。

（二）市级一般公共预算
一般公共预算收入31.5亿元，增长9.9%。

二、2026年预算草案
2026年全市一般公共预算收入增长8%。
"""
BULLETIN = """云川市2025年国民经济和社会发展统计公报

一、综合
初步核算，全年地区生产总值900亿元，按不变价格计算，比上年增长6.1%。
年末参加职工基本医疗保险人数50万人，参加城乡居民基本医疗保险人数152万人。
"""


def _found(text: str, place: str | None = "云川市") -> dict[str, Proposal]:
    document = duban.read(text)
    plan = list_plan_targets(duban.read(PLAN))
    return {p.target.indicator: p for p in observe(plan, document, "来源", place=place)}


def test_a_monthly_release_gives_each_figure_its_own_months() -> None:
    found = _found(RELEASE)
    industry, retail = found["规模以上工业增加值"], found["社会消费品零售总额"]
    assert (industry.value, industry.period) == (Decimal("6.4"), Period(2025, 1, 5))
    assert (retail.value, retail.period) == (Decimal("-1.2"), Period(2025, 5, 5))
    assert (retail.basis, retail.signed_number) == ("当月", "下降1.2%")
    assert found["地区生产总值"].period == Period(2025, 1, 3)


def test_what_is_planned_or_announced_is_no_figure() -> None:
    assert not [name for name in _found(RELEASE) if "停车" in name]


def test_a_budget_report_keeps_the_levels_of_government_and_the_years_apart() -> None:
    found = _found(BUDGET)
    assert found["一般公共预算收入"].value == Decimal("4.3")
    assert found["市级一般公共预算收入"].value == Decimal(3_150_000_000)
    assert all(p.sure and p.period == Period(2025) for p in found.values())


def test_a_sum_of_parts_is_shown_with_its_terms_and_never_sure() -> None:
    found = _found(BULLETIN)
    total = found["基本医疗保险参保人数"]
    assert (total.value, total.sure) == (Decimal(2_020_000), False)
    assert "152万人" in total.doubt
    assert found["地区生产总值"].basis == "不变价格"
    assert "城镇新增就业" not in found


def test_a_document_of_another_place_is_never_sure() -> None:
    assert not any(p.sure for p in _found(BULLETIN, "云山市").values())


def test_the_quote_stands_where_the_proposal_says() -> None:
    text = duban.read(BULLETIN).text
    for p in _found(BULLETIN).values():
        assert p.start is not None
        assert p.number.startswith(text[p.start : p.end])


def test_only_what_is_sure_goes_into_the_figures_that_assess_takes() -> None:
    found = list(_found(BULLETIN).values())
    assert len(render_csv(found).decode().splitlines()) == 1 + sum(p.sure for p in found)
    assert len(render_jsonl(found).decode().splitlines()) == len(found)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"number": "5%", "indicator": "甲"}', "第1行：缺少 kind"),
        ('{"number": "5%", "indicator": "甲", "kind": "fast"}', "第1行"),
        ('{"number": "5%", "indicator": "甲", "kind": "growth", "value": "约"}', "value 不是数"),
        ("五", "第1行"),
    ],
)
def test_a_fault_in_the_claims_is_named_by_its_line(line: str, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        read_plan(line.encode())
