"""Parts, topics and sentences of invented short reports, in every form of heading."""

from __future__ import annotations

import pytest

import duban
from duban.commitments import Part, PartRole, Report, encode
from reading.accounting import sentences
from strategies import plan

BODY = "稳定粮食生产。新建高标准农田3万亩。加强松子岭水库管护。"


def read(text: str, year: int | None = 2026) -> Report:
    return duban.read(text, year=year)


def numbered(report: Report) -> list[Part]:
    return [p for p in report.parts if p.number is not None]


def ids(report: Report) -> list[str]:
    return [c.id for c in report.commitments()]


# ---------------------------------------------------------------- headings

WHOLE = """松溪市政府工作报告
各位代表：
现在，我代表市人民政府，向大会报告工作。
{0}2025年工作回顾
过去一年，全市粮食产量达到32.5万吨，增长2.1%。
{1}“十五五”时期主要目标
到2030年，森林覆盖率达到61%。
{2}2026年重点工作
推进乡村振兴。新建高标准农田3万亩。
{3}加强政府自身建设
压减一般性支出5%。
"""
FORMS = {
    "一、": ("一、", "二、", "三、", "四、"),
    "一、 and a space": ("一、 ", "二、 ", "三、 ", "四、 "),
    "第一部分": ("第一部分　", "第二部分　", "第三部分　", "第四部分　"),
    "一.": ("一．", "二．", "三．", "四．"),
}


@pytest.mark.parametrize("form", FORMS)
def test_numbered_headings_part_the_report_and_give_each_part_its_role(form: str) -> None:
    report = read(WHOLE.format(*FORMS[form]))
    assert [(p.number, p.role) for p in numbered(report)] == [
        (1, PartRole.REVIEW),
        (2, PartRole.GOALS),
        (3, PartRole.PLAN),
        (4, PartRole.SELF),
    ]
    assert [p.heading for p in numbered(report)][2] == "2026年重点工作"


def test_headings_without_a_number_part_the_report_too() -> None:
    report = read(WHOLE.format("", "", "", ""))
    assert [p.role for p in report.parts if p.heading] == [
        PartRole.REVIEW,
        PartRole.GOALS,
        PartRole.PLAN,
        PartRole.SELF,
    ]


def test_a_claim_takes_its_role_from_its_part() -> None:
    report = read(WHOLE.format(*FORMS["一、"]))
    assert [(c.number, c.role.value) for c in report.claims()] == [
        ("32.5万吨", "result"),
        ("2.1%", "result"),
        ("61%", "goal"),
        ("3万亩", "target"),
        ("5%", "target"),
    ]


SECTIONS = {
    "（一） on a line of its own": "（一）守好粮食安全底线\n" + BODY,
    "(一) half-width": "(一)守好粮食安全底线\n" + BODY,
    "（一） before its text": "（一）守好粮食安全底线。" + BODY,
    "1. before its text": "1.守好粮食安全底线。" + BODY,
    "1． on a line of its own": "1．守好粮食安全底线\n" + BODY,
    "1、 before its text": "1、守好粮食安全底线。" + BODY,
    "—— before its text": "——守好粮食安全底线。" + BODY,
    "第一， before its text": "第一，守好粮食安全底线。" + BODY,
    "一是 before its text": "一是守好粮食安全底线。" + BODY,
    "no number, a leading sentence": "守好粮食安全底线。" + BODY,
}


@pytest.mark.parametrize("form", SECTIONS)
def test_a_topic_is_found_in_every_form_of_heading(form: str) -> None:
    report = read(plan(SECTIONS[form], "\n守好民生底线。新增学位500个。"))
    topics = [t for p in numbered(report) if p.role is PartRole.PLAN for t in p.topics]
    assert len(topics) == 2
    assert "守好粮食安全底线" in (topics[0].section or "", topics[0].heading.lstrip("一是第，—"))
    assert [c.number for c in report.claims()] == ["3万亩", "500个"]


def test_a_year_at_the_head_of_a_paragraph_is_no_number_of_a_heading() -> None:
    report = read(plan("守好底线。新建学校2所。\n2026年，新建公园3座。全年接待游客50万人次。"))
    assert len(numbered(report)) == 2
    assert [c.number for c in report.claims()] == ["2所", "3座", "50万人次"]


def test_numbers_restart_under_each_part() -> None:
    text = plan("兴产业。引进企业5家。\n重民生。新建学校2所。新建医院3所。") + (
        "三、加强政府自身建设\n守规矩。压减会议10%。\n"
    )
    assert ids(read(text)) == ["2.1.1", "2.2.1", "2.2.2", "3.1.1"]


# ---------------------------------------------------------------- roles of parts

ROLES = {
    "2025年工作回顾": PartRole.REVIEW,
    "过去一年工作回顾": PartRole.REVIEW,
    "2025年工作完成情况": PartRole.REVIEW,
    "“十四五”发展成就": PartRole.REVIEW,
    "“十五五”时期经济社会发展主要目标任务": PartRole.GOALS,
    "今后五年的目标任务": PartRole.GOALS,
    "2026年主要工作": PartRole.PLAN,
    "2026年工作总体要求和重点任务": PartRole.PLAN,
    "今年工作安排": PartRole.PLAN,
    "加强政府自身建设": PartRole.SELF,
    "建设人民满意的服务型政府": PartRole.SELF,
}


@pytest.mark.parametrize("heading", ROLES)
def test_a_heading_says_what_its_part_is_for(heading: str) -> None:
    text = f"松溪市政府工作报告\n一、{heading}\n抓好各项工作。粮食产量32.5万吨。\n二、其他\n致谢。\n"
    part = numbered(read(text))[0]
    assert part.role is ROLES[heading]


def test_a_plan_whose_chapters_are_fields_of_work_is_a_plan_throughout() -> None:
    text = (
        "松溪市2026年政府工作报告\n一、着力扩大内需\n新建商业街区3条。\n"
        "二、着力改善民生\n新增学位500个。\n三、守住安全底线\n整治隐患40处。\n"
    )
    assert {p.role for p in numbered(read(text))} == {PartRole.PLAN}
    assert {c.role.value for c in read(text).claims()} == {"target"}


# ---------------------------------------------------------------- opening targets

OPENING = (
    "今年全市经济社会发展的主要预期目标是：地区生产总值增长5%左右，粮食产量32万吨以上，"
    "城镇调查失业率5.5%以内，居民人均可支配收入增长与经济增长同步。"
)


def test_opening_targets_are_commitments_one_each_in_a_part_without_a_number() -> None:
    report = read(plan(OPENING, "\n重民生。新建学校2所。"))
    part = next(p for p in report.parts if p.heading == "主要预期目标")
    assert part.number is None
    assert [c.text for t in part.topics for c in t.commitments] == [
        "地区生产总值增长5%左右",
        "粮食产量32万吨以上",
        "城镇调查失业率5.5%以内",
        "居民人均可支配收入增长与经济增长同步",
    ]
    assert {c.type.value for t in part.topics for c in t.commitments} == {"headline"}
    assert {c.id.split(".")[0] for t in part.topics for c in t.commitments} == {"0"}


def test_an_opening_target_with_two_numbers_is_two_commitments() -> None:
    report = read(plan(OPENING.replace("粮食产量32", "城镇和农村居民收入分别增长5%和6%，粮食产量32")))
    numbers = [[x.number for x in c.claims] for c in report.commitments() if c.id.startswith("0.")]
    assert numbers == [["5%"], ["5%"], ["6%"], ["32万吨"], ["5.5%"], ["与经济增长同步"]]


# ---------------------------------------------------------------- accounting


def unaccounted(report: Report) -> list[tuple[str, tuple[str, ...]]]:
    return [(s.text, s.owners) for s in sentences(report) if len(s.owners) != 1]


@pytest.mark.parametrize("form", SECTIONS)
def test_every_sentence_of_a_plan_is_accounted_for_exactly_once(form: str) -> None:
    report = read(plan(OPENING, "\n", SECTIONS[form], "\n过去一年取得了积极进展。守好底线！"))
    assert len(list(sentences(report))) >= 6
    assert unaccounted(report) == []


def test_every_sentence_of_the_sample_is_accounted_for_exactly_once(sample_report: Report) -> None:
    assert len(list(sentences(sample_report))) > 150
    assert unaccounted(sample_report) == []


def test_a_fact_within_a_plan_is_shown_as_unread_with_its_reason() -> None:
    report = read(plan("守好底线。去年完成了全部加固工程。今年加固水库3座。"))
    plan_part = next(p for p in report.parts if p.role is PartRole.PLAN)
    unread = [u for u in report.unread if plan_part.start <= u.start < plan_part.end]
    assert [report.text[u.start : u.end] for u in unread] == ["去年完成了全部加固工程。"]
    assert "事实" in unread[0].reason


# ---------------------------------------------------------------- ids


def test_ids_are_unique_and_the_same_when_the_text_is_read_again(sample_report: Report) -> None:
    found = ids(sample_report)
    assert len(found) > 120
    assert len(set(found)) == len(found)
    assert encode.report_to_json(duban.read(sample_report.text)) == encode.report_to_json(
        duban.read(sample_report.text)
    )
    assert ids(duban.read(sample_report.text)) == found


def test_ids_do_not_depend_on_line_ends_or_blank_lines(sample_report: Report) -> None:
    spaced = sample_report.text.replace("\n", "\r\n\r\n")
    assert ids(duban.read(spaced)) == ids(sample_report)


def test_a_claim_names_the_commitment_that_holds_it(sample_report: Report) -> None:
    for commitment in sample_report.commitments():
        for claim in commitment.claims:
            assert claim.commitment == commitment.id
            assert commitment.start <= claim.start <= claim.end <= commitment.end


def test_the_sample_has_the_parts_and_topics_that_it_was_written_with(sample_report: Report) -> None:
    assert [(p.number, p.role.value) for p in numbered(sample_report)] == [
        (1, "review"),
        (2, "goals"),
        (3, "plan"),
        (4, "self"),
    ]
    plan_part = numbered(sample_report)[2]
    assert len({t.section for t in plan_part.topics if t.section}) == 8
    opening = [c for c in sample_report.commitments() if c.id.startswith("0.")]
    assert len(opening) == 10


def test_items_that_begin_again_at_one_with_their_text_belong_to_the_part_above() -> None:
    report = read(
        "松溪市政府工作报告\n一、2025年工作回顾\n过去一年，粮食产量增长2.1%。\n"
        "二、2026年重点任务\n一、振兴乡村。新建高标准农田3万亩。\n二、改善民生。改造老旧小区20个。\n"
        "三、完善设施。新建农村公路80公里。\n三、加强政府自身建设\n压减一般性支出5%。\n"
    )
    assert [(p.number, p.role) for p in numbered(report)] == [
        (1, PartRole.REVIEW),
        (2, PartRole.PLAN),
        (3, PartRole.SELF),
    ]
    assert [t.heading for t in numbered(report)[1].topics] == ["振兴乡村", "改善民生", "完善设施"]
