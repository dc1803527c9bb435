"""Each kind of document has its own idea of a result and a target, and says what it is."""

from __future__ import annotations

import pytest

import duban
from duban.bulk.claim_years import find_claim_years
from duban.commitments import DocumentKind
from duban.notices import Name
from duban.reading import find_document_class

PLAN = "一、2025年工作回顾\n粮食产量增长2%。\n二、2026年工作安排\n新建学校4所。\n"
KINDS = {
    "松溪市2026年政府工作报告\n" + PLAN: DocumentKind.WORK_REPORT,
    "松溪市2025年国民经济与社会发展统计公报\n一、综合\n常住人口61万人。": DocumentKind.BULLETIN,
    "松溪市第七次全国人口普查公报\n常住人口61万人。": DocumentKind.BULLETIN,
    "关于松溪市2025年预算执行和2026年预算草案的报告\n一、执行情况\n好。": DocumentKind.BUDGET,
    "2025年度松溪市财政决算收支情况\n一般公共预算收入22.5亿元。": DocumentKind.BUDGET,
    "松溪市人民政府第21次常务会议纪要\n会议研究了农村公路养护办法。": DocumentKind.MINUTES,
    "松溪市2026年政府工作报告解读新闻发布会\n今年新建学校4所。": DocumentKind.RELEASE,
    "松溪河水位今年较高，请注意安全。": DocumentKind.UNKNOWN,
    "各位代表：\n现在，我代表县人民政府报告工作。\n新建学校4所。": DocumentKind.WORK_REPORT,
}


@pytest.mark.parametrize("text", KINDS)
def test_a_document_says_what_kind_it_is(text: str) -> None:
    assert duban.read(text, year=2026).kind is KINDS[text]


def test_every_kind_has_a_class_that_explains_itself() -> None:
    for kind in DocumentKind:
        cls = find_document_class(kind)
        assert cls.kind is kind
        assert cls.__doc__
        assert all(cls.name)
        assert all(cls.reads_as)


BULLETIN = (
    "松溪市2025年国民经济和社会发展统计公报\n一、综合\n全市生产总值564亿元，增长5.7%。\n"
    "二、教育\n年末有普通高中12所，计划内招生3.1万人。开工改造小区81个，为目标任务的102%。\n"
)


def test_a_bulletin_holds_results_only_whatever_its_words() -> None:
    report = duban.read(BULLETIN)
    assert {c.role.value for c in report.claims()} == {"result"}
    assert not list(report.commitments())


def test_a_bulletin_tells_of_its_own_year_and_a_report_of_the_year_before() -> None:
    assert set(find_claim_years(duban.read(BULLETIN)).values()) == {2025}
    report = duban.read("松溪市2026年政府工作报告\n" + PLAN)
    assert set(find_claim_years(report).values()) == {2025, 2026}


def test_the_coming_years_budget_is_a_target() -> None:
    report = duban.read(
        "关于松溪市2025年预算执行和2026年预算草案的报告\n一、2025年预算执行情况\n"
        "一般公共预算收入完成22.5亿元，增长2.1%。\n二、2026年预算安排\n"
        "一般公共预算收入23.1亿元，增长2.5%。\n"
    )
    assert {c.number: c.role.value for c in report.claims()} == {
        "22.5亿元": "result",
        "2.1%": "result",
        "23.1亿元": "target",
        "2.5%": "target",
    }


def codes(text: str) -> set[str]:
    return {n.code for n in duban.read(text).notices}


NOTICES = {
    "松溪市2026年政府工作报告\n" + PLAN: set(),
    "松溪市2026年政府工作报告\n一、2025年工作回顾\n粮食产量增长2%。": {"no_plan"},
    "松溪市2026年政府工作报告\n一、2026年重点工作\n新建学校4所。": {"no_review"},
    "松溪市2026年政府工作报告\n各位代表：\n大家好。": {"no_plan", "no_review", "no_claims"},
    "政府工作报告\n" + PLAN.replace("2025年", "去年").replace("2026年", "今年"): {"no_year", "no_jurisdiction"},
    BULLETIN: {"not_a_work_report"},
    "松溪河水位今年较高，请注意安全。": {"kind_unknown", "no_claims", "no_year", "no_jurisdiction"},
}


@pytest.mark.parametrize("text", NOTICES)
def test_what_is_wrong_with_a_reading_is_a_notice(text: str) -> None:
    assert codes(text) == NOTICES[text]


def test_much_unread_of_a_plan_is_a_notice_with_its_share() -> None:
    facts = "去年完成了加固工程。" * 9
    report = duban.read(f"松溪市2026年政府工作报告\n{PLAN}稳农业。{facts}新建公园3座。\n")
    (notice,) = (n for n in report.notices if n.code == "much_unread")
    assert dict(notice.parameters)["share"] == "82"
    assert "82%" in notice.render("zh")
    assert "82%" in notice.render("en")


def test_a_part_told_by_its_words_is_a_notice_with_its_place() -> None:
    text = (
        "松溪市2026年政府工作报告\n一、2025年工作回顾\n粮食产量增长2%。\n"
        "二、以奋进之姿开创未来\n今年，加快建设园区，力争新建标准厂房24万平方米，确保新增就业3万人。"
        "着力改善民生，年内启动老旧小区改造20个。\n"
    )
    (notice,) = (n for n in duban.read(text).notices if n.code == "part_by_words")
    assert text[notice.place.start : notice.place.end].startswith("二、以奋进之姿")
    assert dict(notice.parameters)["role"] == Name("计划", "plan")
