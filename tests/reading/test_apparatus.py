"""What stands around a report gives nothing: front matter, notes in every form, the web page."""

from __future__ import annotations

import pytest

import duban
from duban.commitments import Report

REPORT = """松溪县2026年政府工作报告
——2026年1月14日在松溪县第十七届人民代表大会第五次会议上
松溪县人民政府县长 林远山
各位代表：
现在，我代表县人民政府，向大会报告工作，请连同规划纲要草案一并审议。
一、2025年工作回顾
全县生产总值增长5.2%。
二、2026年工作安排
新建学校4所〔1〕。完善产业园区②。
各位代表，让我们为建设美好松溪而努力奋斗！
"""


def numbers(report: Report) -> list[str]:
    return [c.number for c in report.claims()]


NOTES = {  # what stands behind the report, in one string each
    "a heading between marks": "※名词解释※\n1.百师工程：培养10名校长。\n2.助学金：捐赠1000万元。\n",
    "an annex": "附件：名词解释\n1.百师工程：三年培养10名优秀校长。\n",
    "the report's name": "《政府工作报告》有关用语说明\n1.百师工程：三年培养10名优秀校长。\n",
    "spaces in the heading": "名 词 解 释\n【1】百师工程：培养10名优秀校长。\n",
    "注释": "注释：\n①学校项目：总投资1.49亿元。\n",
    "no heading": "〔1〕学校：投资1.49亿元。\n〔2〕园区：面积2763亩。\n",
    "no heading and digits": "1.学校项目：指总投资1.49亿元的项目。\n2.园区：指2763亩的园区。\n",
    "the page named": "第3页注①学校项目：总投资1.49亿元。\n第5页注②园区：面积2763亩。\n",
}


@pytest.mark.parametrize("form", NOTES)
def test_notes_of_every_form_give_nothing_and_are_shown_as_unread(form: str) -> None:
    report = duban.read(REPORT + NOTES[form])
    assert numbers(report) == ["5.2%", "4所"]
    unread = " ".join(report.text[u.start : u.end] for u in report.unread if "解释" in u.reason)
    assert NOTES[form].splitlines()[-1].strip() in unread


def test_footnotes_between_paragraphs_give_nothing() -> None:
    text = REPORT.replace("各位代表，让我们", "②产业园区：指占地2763亩的加工园区。\n新建公园3座。\n各位代表，让我们")
    assert numbers(duban.read(text)) == ["5.2%", "4所", "3座"]


def test_numbered_tasks_behind_the_closing_words_are_no_notes() -> None:
    text = REPORT + "附件\n一、就业\n新增就业3000人。\n二、养老\n新增床位200张。\n"
    assert {"3000人", "200张"} <= set(numbers(duban.read(text)))


def test_front_matter_promises_nothing() -> None:
    report = duban.read(REPORT)
    assert next(c.text for c in report.commitments()) == "新建学校4所〔1〕。"


PAGE = """分享到：
QQ空间
上一篇：
青石县2026年政府工作报告
下一篇：
相关文章
01-20
青石县计划3年投资5亿元新建学校12所
免责声明：本文仅代表作者观点。
"""


def test_an_address_in_the_middle_ends_no_front_matter() -> None:
    long = "我们坚持稳中求进，守住安全底线，办好民生实事，各项工作都有新的起色。" * 6
    text = f"各位代表：\n现在，我作报告。\n粮食产量达到32万吨。{long}\n各位代表！\n新建学校4所。\n"
    assert numbers(duban.read(text, year=2026)) == ["32万吨", "4所"]


MENU = """松溪县2026年政府工作报告
首页
时间：2026-02-02    作者：某网    阅读：
705
内容摘要：
各位代表：现在，我代表县人民政府报告工作。一、2025年工作回顾全县生产总值增长5.2%......
"""


def test_what_a_web_page_puts_around_a_report_is_left_out() -> None:
    report = duban.read(MENU + REPORT + PAGE)
    assert numbers(report) == ["5.2%", "4所"]
    assert report.text == MENU + REPORT + PAGE
    assert [c.text for c in report.commitments()][-1].startswith("各位代表，让我们")


def test_line_breaks_and_spaces_left_as_letters_by_a_scraper_part_the_text() -> None:
    text = REPORT.replace("\n", r"\r\n").replace("各位代表：", "&nbsp;&nbsp;各位代表：")
    report = duban.read(text)
    assert numbers(report) == ["5.2%", "4所"]
    assert [p.role.value for p in report.parts] == ["review", "plan"]
    for claim in report.claims():
        assert report.text[claim.start : claim.end] == claim.number
    assert all("\\" not in c.quote for c in report.claims())
