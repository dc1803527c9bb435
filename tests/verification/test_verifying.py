"""Invented reports of an invented city: what may be compared, and what each verdict needs."""

from __future__ import annotations

import pytest

import duban
from duban.verification import ChangeKind, Judgement, Verdict, compare_plans, verify
from explained import require

LAST = """2030年云泽市政府工作报告

一、2030年工作安排

今年发展的主要预期目标是：{targets}。
"""
THIS = """2031年云泽市政府工作报告

一、2030年工作回顾

过去一年，{results}。

二、2031年工作安排

今年发展的主要预期目标是：地区生产总值增长9%左右。
"""


def only(targets: str, results: str) -> Verdict:
    last = duban.read(LAST.format(targets=targets), year=2030)
    this = duban.read(THIS.format(results=results), year=2031)
    verdicts = verify(last, this)
    assert verdicts, "no target was read"
    return verdicts[0]


CASES = [
    # bounds are strict, 左右 has its band
    ("地区生产总值增长6%左右", "地区生产总值增长6.2%", "met"),
    ("地区生产总值增长6%左右", "地区生产总值增长6%", "met"),
    ("地区生产总值增长6%左右", "地区生产总值增长5.7%", "near"),
    ("地区生产总值增长6%左右", "地区生产总值增长5.6%", "missed"),
    ("地区生产总值增长6%以上", "地区生产总值增长5.9%", "missed"),
    ("一般公共预算收入增长4%", "一般公共预算收入增长3.9%", "missed"),
    ("地区生产总值增长5.5%—6%", "地区生产总值增长5.5%", "met"),
    ("地区生产总值增长6%左右", "地区生产总值下降1.2%", "missed"),
    # less is better
    ("城镇调查失业率控制在5.5%以内", "城镇调查失业率平均为5.6%", "missed"),
    ("城镇调查失业率5.5%左右", "城镇调查失业率平均为5.1%", "met"),
    ("单位地区生产总值能耗降低2.5%", "单位地区生产总值能耗下降3.1%", "met"),
    ("单位地区生产总值能耗降低2.5%", "单位地区生产总值能耗下降1.1%", "missed"),
    ("居民消费价格涨幅控制在3%左右", "居民消费价格上涨0.4%", "met"),
    ("居民消费价格涨幅3%左右", "居民消费价格上涨0.4%", "unclear"),
    # 减少 before the name or behind it, with 人 left out
    ("减少农村贫困人口2万以上", "农村贫困人口减少2.4万", "met"),
    ("减少农村贫困人口2万以上", "农村贫困人口减少1.4万", "missed"),
    ("完成易地搬迁3000人", "易地搬迁3100人", "met"),
    # the verb that a reader leaves at a name's end, and who did it at its beginning
    ("解决6万农村人口的饮水安全问题", "6.6万农村人口饮水安全问题得到解决", "met"),
    ("取消和下放审批服务事项200项以上", "各部门全年取消和下放审批服务事项246项", "met"),
    ("能源消耗强度降低3.9%以上", "能耗强度下降4.8%", "met"),
    # homes arranged for are not homes finished
    ("保障性安居工程新安排740套", "保障性安居工程住房基本建成772套", "not_reported"),
    # what has come together since the beginning, asked for as such; money of signed projects alone
    ("风电累计并网规模达到50万千瓦", "风电累计并网规模达到52万千瓦", "met"),
    ("引进到位资金12亿元", "签约项目到位资金13亿元", "not_reported"),
    ("要完成2万以上农村贫困人口脱贫", "农村贫困人口减少2.4万人", "met"),
    # less of what has no better side than was wanted, and more
    ("广义货币M2增长13%左右", "广义货币M2增长11.3%", "missed"),
    ("广义货币M2增长13%左右", "广义货币M2增长14.3%", "unclear"),
    # set beside something else, of the same thing and not the other way
    ("普惠贷款增速高于各项贷款平均增速", "普惠贷款增长18%，高于各项贷款增速8个百分点", "met"),
    ("普惠贷款增速高于各项贷款平均增速", "普惠贷款增长18%，低于各项贷款增速1个百分点", "not_reported"),
    ("普惠贷款增速高于各项贷款平均增速", "涉农贷款增长18%，高于各项贷款增速8个百分点", "not_reported"),
    ("地区生产总值增速高于全省平均水平", "地区生产总值增长6%，高于全国0.8个百分点", "not_reported"),
    ("农村居民收入增速快于城镇居民", "农村居民人均可支配收入增长6%，快于城镇居民", "met"),
    # one thing, many names
    ("宽带资费年内至少降低10%", "宽带平均资费降幅超过12%", "met"),
    ("经济增长6%左右", "地区生产总值增长6.2%", "met"),
    ("外贸进出口总额增长5%", "进出口总额增长8%", "met"),
    ("规上工业增加值增长7%", "规模以上工业增加值增长7.5%", "met"),
    # other things, other kinds, other scopes
    ("规模以上工业增加值增长7%", "高技术制造业增加值增长17.5%", "not_reported"),
    ("城镇居民人均可支配收入增长5%", "农村居民人均可支配收入增长8%", "not_reported"),
    ("社会消费品零售总额增长6%", "社会消费品零售总额达到480亿元", "not_reported"),
    ("出口总额增长6%", "进口总额增长9%", "not_reported"),
    ("新建公办幼儿园20所", "全市公办幼儿园达到310所", "not_reported"),
    # amounts
    ("城镇新增就业3万人以上", "城镇新增就业3.2万人", "met"),
    ("城镇新增就业3万人以上", "城镇新增就业2.9万人", "missed"),
    ("技术合同成交额达20亿元以上", "技术合同成交额20.6亿元", "met"),
    ("粮食产量105万吨", "粮食产量20.5亿斤", "missed"),
    # another basis
    ("城镇新增就业3万人以上", "五年来累计城镇新增就业15.6万人", "changed_basis"),
    # verbs and order; what is not the same all the same
    ("肉牛出栏12万头", "出栏肉牛12.9万头、肉羊140万只", "met"),
    ("粮食产量160万吨", "粮食播种面积413万亩，总产32.3亿斤", "met"),
    ("一级公路建成56公里", "一级公路建成通车51公里", "missed"),
    ("争取上级资金25亿元", "争取上级各类资金27.6亿元", "met"),
    ("争取上级资金25亿元", "努力争取上级资金27.6亿元", "not_reported"),
    ("牧民转移就业1.1万人", "牧民转移就业1.16万人次", "unclear"),
    ("重大项目完成投资150亿元", "重大项目总投资420亿元", "not_reported"),
    ("可再生能源新增装机60万千瓦", "可再生能源装机720万千瓦", "not_reported"),
    ("失业保险参保人数68万人", "新增失业保险参保69万人", "not_reported"),
    # in words
    ("居民收入增长与经济增长同步", "地区生产总值增长5%，居民人均可支配收入增长5.4%", "met"),
    ("居民收入增长与经济增长同步", "地区生产总值增长5%，居民人均可支配收入增长4.1%", "missed"),
]


@pytest.mark.parametrize(("target", "result", "judgement"), CASES)
def test_a_verdict_follows_from_both_sentences(target: str, result: str, judgement: str) -> None:
    verdict = only(target, result)
    require(verdict, judgement=judgement)
    assert verdict.sum
    assert (verdict.result is None) == (verdict.judgement is Judgement.NOT_REPORTED)


def test_the_sum_names_both_numbers_and_the_gap() -> None:
    verdict = only("地区生产总值增长6%左右", "地区生产总值增长4.2%")
    assert verdict.sum == "结果4.2% < 目标6%左右，差1.8个百分点"


def test_the_next_plans_own_target_is_no_result() -> None:
    verdict = only("地区生产总值增长6%左右", "各项工作取得新进展")
    assert verdict.judgement is Judgement.NOT_REPORTED


def test_two_results_that_contradict_are_unclear() -> None:
    verdict = only("出口总额增长6%", "出口总额增长7%；按另一口径，出口总额增长3%")
    assert verdict.judgement is Judgement.UNCLEAR


def test_an_amount_far_beyond_its_target_is_not_called_met() -> None:
    verdict = only("城镇新增就业3万人以上", "城镇新增就业15.6万人")
    assert verdict.judgement is Judgement.UNCLEAR


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("地区生产总值增长6%左右", "地区生产总值增长6%左右", ChangeKind.UNCHANGED),
        ("地区生产总值增长6%左右", "地区生产总值增长5%左右", ChangeKind.LOWERED),
        ("粮食产量105万吨", "粮食产量106万吨", ChangeKind.RAISED),
        ("地区生产总值增长6%左右", "地区生产总值增长6%以上", ChangeKind.REWORDED),
        ("地区生产总值增长6%左右", "城镇新增就业3万人", ChangeKind.DROPPED),
    ],
)
def test_plan_against_plan(before: str, after: str, kind: ChangeKind) -> None:
    last = duban.read(LAST.format(targets=before), year=2030)
    this = duban.read(LAST.format(targets=after).replace("2030", "2031"), year=2031)
    changes = compare_plans(last, this)
    assert changes[0].kind is kind
    expected_new = kind is ChangeKind.DROPPED
    assert any(c.kind is ChangeKind.NEW for c in changes) is expected_new


MIXED = """2031年云泽市政府工作报告

一、2030年和“三五”时期工作回顾

2030年是不平凡的一年。一年来，城镇新增就业3.2万人，地区生产总值增长5.8%。

五年来，新改建农村公路900公里，外贸进出口总额增长41%。

二、2031年工作安排

今年发展的主要预期目标是：地区生产总值增长9%左右。
"""


@pytest.mark.parametrize(
    ("target", "judgement"),
    [
        ("城镇新增就业3万人以上", "met"),
        ("地区生产总值增长6%左右", "near"),
        ("外贸进出口总额增长5%", "changed_basis"),
        ("新改建农村公路200公里", "unclear changed_basis"),
    ],
)
def test_a_review_of_the_year_and_of_the_term_is_told_apart(target: str, judgement: str) -> None:
    last = duban.read(LAST.format(targets=target), year=2030)
    verdict = verify(last, duban.read(MIXED, year=2031))[0]
    assert verdict.judgement.value in judgement.split(), verdict


@pytest.mark.parametrize(
    ("target", "result", "judgement"),
    [
        ("国际收支保持基本平衡", "国际收支基本平衡", "met"),
        ("国际收支保持基本平衡", "国际收支不平衡矛盾加剧", "not_reported"),
        ("全面取消高排放车辆通行限制措施", "高排放车辆通行限制措施全部取消", "met"),
        ("生态环境质量持续改善", "生态环境质量有新改善", "met"),
        ("生态环境质量持续改善", "着力推动生态环境质量改善", "not_reported"),
    ],
)
def test_targets_in_words_are_met_only_by_words_that_report(target: str, result: str, judgement: str) -> None:
    text = LAST.format(targets="地区生产总值增长6%左右") + f"\n今年要做好以下工作。{target}。\n"
    last = duban.read(text, year=2030)
    found = [v for v in verify(last, duban.read(THIS.format(results=result))) if v.target.kind is None]
    assert [v.judgement.value for v in found] == [judgement]
