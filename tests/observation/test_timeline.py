"""Many documents about one plan, labelled before the program ran: what each says of each target."""

from __future__ import annotations

import datetime as dt

import duban
from duban.documents.timeline import render_timeline_page
from duban.observation import list_plan_targets
from duban.observation.timeline import MentionStatement, timeline

PLAN = """云川市2025年政府工作报告

二、2025年工作安排

今年的预期目标是：地区生产总值增长6%左右，城镇新增就业5万人。新建停车场20个。改造老旧小区30个。建成滨河大桥1座。
"""
DOCUMENTS = {
    "动员会": "2025年2月11日\n市政府召开动员会，部署停车场建设，计划新建停车场20个。老旧小区改造方案已印发。\n",
    "三月新闻": "2025年3月20日\n首批停车场开工。老旧小区改造全面启动。滨河大桥正在架梁。\n",
    "一季度": "2025年1—3月云川市经济运行情况\n\n1—3月，全市地区生产总值增长5.6%。城镇新增就业1.3万人。\n",
    "九月新闻": "2025年9月2日\n老旧小区改造已完成60%。停车场建设进展缓慢。滨河大桥建成通车。\n",
    "调整": "2025年10月9日\n经研究，停车场建设任务调整为15个。\n",
    "公报": "云川市2025年国民经济和社会发展统计公报\n2026年4月2日\n"
    "全年地区生产总值比上年增长6.2%。城镇新增就业4.6万人。\n",
}
# (target, document) → what it says of it.
LABELS = {
    ("停车场", "动员会"): MentionStatement.ANNOUNCED,
    ("老旧小区", "动员会"): MentionStatement.ANNOUNCED,
    ("停车场", "三月新闻"): MentionStatement.BEGUN,
    ("老旧小区", "三月新闻"): MentionStatement.BEGUN,
    ("滨河大桥", "三月新闻"): MentionStatement.PART,
    ("地区生产总值", "一季度"): MentionStatement.PART,
    ("城镇新增就业", "一季度"): MentionStatement.PART,
    ("老旧小区", "九月新闻"): MentionStatement.PART,
    ("停车场", "九月新闻"): MentionStatement.MISSED,
    ("滨河大桥", "九月新闻"): MentionStatement.DONE,
    ("停车场", "调整"): MentionStatement.CHANGED,
    ("地区生产总值", "公报"): MentionStatement.DONE,
    ("城镇新增就业", "公报"): MentionStatement.MISSED,
}


def _found():
    documents = [(name, duban.read(text)) for name, text in DOCUMENTS.items()]
    return timeline(list_plan_targets(duban.read(PLAN)), documents, 2025)


def test_each_document_says_of_each_target_what_it_says() -> None:
    found = {(m.target.indicator, m.source): m.statement for m in _found()}
    assert found == LABELS


def test_mentions_stand_in_order_of_time_and_give_their_words_back() -> None:
    texts = {name: duban.read(text).text for name, text in DOCUMENTS.items()}
    found = _found()
    for name in {m.id for m in found}:
        days = [m.on for m in found if m.id == name]
        assert days == sorted(days)
    assert all(texts[m.source][m.start : m.end] in m.quote for m in found)
    assert found[0].on >= dt.date(2025, 2, 11)


def test_the_page_shows_every_mention_and_no_markup_of_theirs() -> None:
    page = render_timeline_page("<云川>", _found())
    assert page.count("<tr><td>") == len(LABELS)
    assert "<云川>" not in page
