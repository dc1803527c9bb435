"""Parts under headings of every style, on invented short reports."""

from __future__ import annotations

import pytest

import duban
from duban.commitments import PartRole, Report

REVIEW = "粮食产量达到32.5万吨，比上年增长2.1%。一年来，各项事业取得了新的成绩，全年完成投资46亿元。"
PLAN = "主要预期目标是：粮食产量增长2%左右。推进乡村振兴，新建高标准农田3万亩，加快改造老旧小区20个。"


def read(text: str, year: int | None = None) -> Report:
    return duban.read(text, year=year)


def roles(report: Report) -> list[str]:
    """The roles of the parts in order, one for each run of the same."""
    found: list[str] = []
    for part in report.parts:
        if part.heading != "主要预期目标" and (not found or found[-1] != part.role.value):
            found.append(part.role.value)
    return found


STYLES = {
    "no number": ("2025年政府工作回顾", "2026年主要工作"),
    "Chinese years": ("二〇二五年工作回顾", "二〇二六年主要目标任务"),
    "Chinese years with 零 and ○": ("二零二五年工作总结", "二○二六年工作打算"),
    "in brackets": ("【2025年工作回顾】", "【2026年工作重点】"),
    "with marks": ("※2025年工作回顾※", "※ 2026年重点工作 ※"),
    "this year": ("过去一年工作回顾", "今年政府工作重点"),
    "next year": ("今年工作回顾", "明年工作安排"),
    "a colon behind": ("2025年工作回顾：", "2026年工作安排："),
    "（一）": ("（一）2025年工作回顾", "（二）2026年重点任务"),
    "digits": ("1．2025年工作回顾", "2．2026年工作安排"),
    "a number and a space": ("一 2025年工作回顾", "二 2026年工作安排"),
    "a number and a colon": ("一：2025年工作回顾", "二：2026年工作安排"),
    "篇": ("第一篇 2025年工作回顾", "第二篇 2026年工作谋划"),
    "a plan of thought": ("一、2025年工作回顾", "二、2026年总体思路"),
    "two years in one": ("2025年和“十四五”工作回顾", "2026年目标任务和重点工作"),
}


@pytest.mark.parametrize("style", STYLES)
def test_review_and_plan_are_parted_in_every_style_of_heading(style: str) -> None:
    review, plan = STYLES[style]
    report = read(f"松溪县2026年政府工作报告\n{review}\n{REVIEW}\n{plan}\n{PLAN}\n", 2026)
    assert roles(report) == ["review", "plan"]
    told = {c.number: c.role.value for c in report.claims()}
    assert told == {
        "32.5万吨": "result", "2.1%": "result", "46亿元": "result",
        "2%": "target", "3万亩": "target", "20个": "target",
    }  # fmt: skip


SUBHEADS = f"""松溪县2026年政府工作报告
各位代表：
2025年工作回顾
2025年，全县粮食产量增长2.1%。
一、坚持工业优先，产业根基更加扎实
完成技改项目113个。
二、坚持城乡统筹，面貌焕然一新
改造农村公路72公里。
2026年工作安排
{PLAN}
一、聚焦项目建设，以更大力度扩大投资
新建标准厂房24万平方米。
二、聚焦民生保障，以更实举措增进福祉
新建学校4所。
加强政府自身建设
一、坚持依法行政
压减一般性支出5%。
"""


def test_numbered_chapters_under_a_heading_without_a_number_have_its_role() -> None:
    report = read(SUBHEADS)
    assert roles(report) == ["review", "plan", "self"]
    told = {c.number: c.role.value for c in report.claims()}
    assert told["113个"] == told["72公里"] == "result"
    assert told["24万平方米"] == told["4所"] == told["5%"] == "target"
    ids = [c.id for c in report.commitments()]
    assert len(ids) == len(set(ids))


def test_chapters_of_a_plan_keep_their_numbers_under_a_heading_without_one() -> None:
    numbered = [(p.number, p.role.value) for p in read(SUBHEADS).parts if p.number]
    assert numbered == [(1, "plan"), (2, "plan")]


def test_a_part_whose_heading_says_nothing_is_told_by_its_words_and_its_place() -> None:
    text = f"""松溪市2026年政府工作报告
2025年工作回顾
{REVIEW}
昂首迈向新征程
到2035年，基本实现现代化的远景目标催人奋进。未来五年，我们要锚定目标，建成五个示范场景，年均新增产值20亿元，展望今后，城市现代化水平显著提高，产业结构更加优化。
2026年主要工作
{PLAN}
"""
    assert roles(read(text)) == ["review", "goals", "plan"]


def test_a_short_line_before_prose_within_a_part_is_a_section() -> None:
    long = "推进仓储项目建设，提升园区承载能力，完善基础设施配套。" * 4
    text = f"松溪市2026年政府工作报告\n一、2025年工作回顾\n{REVIEW}\n二、2026年工作安排\n{PLAN}\n打造商贸名城\n{long}\n"
    report = read(text)
    assert roles(report) == ["review", "plan"]
    assert all(c.text != "打造商贸名城" for c in report.commitments())
    assert "打造商贸名城" in {t.section for p in report.parts for t in p.topics}


def test_a_line_on_the_government_within_the_review_opens_no_part() -> None:
    text = (
        f"松溪市2026年政府工作报告\n一、2025年工作回顾\n{REVIEW}\n持续加强政府自身建设\n"
        f"办理建议96件，满意率达到100%。\n二、2026年工作安排\n{PLAN}\n"
    )
    report = read(text)
    assert roles(report) == ["review", "plan"]
    assert {c.number: c.role.value for c in report.claims()}["96件"] == "result"


def test_a_table_of_contents_is_no_outline() -> None:
    text = (
        "松溪市2026年政府工作报告\n目录\n一、2025年工作回顾\n二、2026年工作安排\n三、政府自身建设\n"
        f"一、2025年工作回顾\n{REVIEW}\n二、2026年工作安排\n{PLAN}\n三、政府自身建设\n压减会议5%。\n"
    )
    report = read(text)
    assert [(p.number, p.role.value) for p in report.parts if p.number] == [(1, "review"), (2, "plan"), (3, "self")]


def test_headings_that_say_nothing_are_told_by_the_words_under_them() -> None:
    review = f"{REVIEW}一年来完成了旧桥改造，建成投用学校3所，获评全省先进，增长位居全市前列。" * 2
    plan = f"今年，我们要加快建设园区。{PLAN}确保年内开工12个项目，力争新增就业3万人。" * 2
    text = f"松溪市2026年政府工作报告\n一、砥砺奋进谱华章\n{review}\n二、凝心聚力再出发\n{plan}\n"
    assert roles(read(text)) == ["review", "plan"]


def test_what_takes_several_years_is_a_goal_also_within_a_plan() -> None:
    text = (
        f"松溪市2026年政府工作报告\n一、2025年工作回顾\n{REVIEW}\n二、2026年工作安排\n{PLAN}\n"
        "力争通过3年努力，培育龙头企业12家。新建学校4所。\n"
    )
    told = {c.number: c.role.value for c in read(text).claims()}
    assert (told["12家"], told["4所"]) == ("goal", "target")


def test_a_plan_behind_a_review_without_a_heading_of_its_own_is_found() -> None:
    text = (
        f"松溪市2026年政府工作报告\n一、2025年工作回顾\n{REVIEW}\n"
        "今年经济社会发展的主要预期目标是：粮食产量增长2%，新增就业3万人，财政收入增长4%。\n"
        "大力发展工业。新建标准厂房24万平方米。加快改造老旧小区20个。\n"
    )
    report = read(text)
    assert PartRole.PLAN in {p.role for p in report.parts}
    assert {c.number: c.role.value for c in report.claims()}["24万平方米"] == "target"
