"""The schedule that a commitment's own words ask for."""

import datetime as dt

import pytest

from duban.assessment.plan_schedule import plan_schedule

YEAR = 2031


def day(month: int, of_month: int) -> dt.date:
    return dt.date(YEAR, month, of_month)


@pytest.mark.parametrize(
    ("text", "deadline", "words"),
    [
        ("6月底前完成东岸泵站改造。", day(6, 30), "6月底前"),
        ("上半年建成市民驿站20个。", day(6, 30), "上半年"),
        ("三季度末前启用新校区。", day(9, 30), "三季度末前"),
        ("年底前全部通车。", day(12, 31), "年底前"),
        ("十月中旬前办好农民丰收节。", day(10, 20), "十月中旬前"),
        ("2031年5月15日前完成清淤。", day(5, 15), "2031年5月15日前"),
        ("确保2035年底前建成枢纽。", day(12, 31), ""),
        ("新建泊位300个。", day(12, 31), ""),
        ("上年6月开工的快速路要抓紧施工。", day(12, 31), ""),
        ("13月底前完成普查。", day(12, 31), ""),
    ],
)
def test_words_of_time_give_the_deadline(text, deadline, words):
    found = plan_schedule(text, YEAR)
    assert (found.deadline, found.date_words) == (deadline, words)


def test_two_days_give_two_steps():
    found = plan_schedule("6月底前完成主体工程，年底前投入使用。", YEAR, is_measured=False)
    assert [(s.due, s.text) for s in found.steps] == [(day(6, 30), "完成主体工程"), (day(12, 31), "投入使用")]
    assert found.kind == "milestones"


def test_a_task_without_figures_has_at_least_one_step():
    found = plan_schedule("出台青年友好型城区条例。", YEAR, is_measured=False)
    assert [(s.due, s.text) for s in found.steps] == [(day(12, 31), "出台青年友好型城区条例")]


def test_what_is_published_once_a_year_is_judged_at_its_end():
    assert plan_schedule("研发投入强度达到3%。", YEAR, ["研发投入强度"]).kind == "annual"
    assert plan_schedule("新增就业3万人。", YEAR, ["城镇新增就业"]).kind == "even"
