"""Suggestions from an office's own list of bodies."""

from __future__ import annotations

import pytest

from duban.bodies import Decision, Suggester
from duban.bodies.names import load_default_names
from duban.bodies.office import OfficeBodies

LISTED = [
    "临川市发展和改革委员会",
    "市教体局",
    "市农业农村水利局",
    "市政务服务和数据管理局",
    "市住建局",
    "市工信局",
    "市商务局",
    "临川高新区管委会",
    "临川市青山湖度假区管委会",
    "柳湾区政府",
    "临川动物园有限公司",
]


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return Suggester(body_names=LISTED)


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("谋划“十五五”重大项目", "临川市发展和改革委员会"),
        ("新建体育公园5个", "市教体局"),
        ("治理中小河流30公里", "市农业农村水利局"),
        ("建成智算中心，算力规模达到200P", "市政务服务和数据管理局"),
        ("新签约亿元以上项目12个", "市商务局"),  # no body of its own for investors: its kin
    ],
)
def test_a_task_goes_to_the_listed_unit_that_does_the_work(suggester: Suggester, task: str, name: str) -> None:
    assert suggester.suggest(task)[0].name == name


def test_no_unit_outside_the_list_is_suggested(suggester: Suggester) -> None:
    for task in ("改造老旧小区30个", "新建公办幼儿园3所", "规上工业增加值增长6%", "植树造林"):
        assert {s.name for s in suggester.suggest(task, top=9)} <= set(LISTED)


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("高新区建成通车道路3条", "临川高新区管委会"),
        ("青山湖度假区新增床位200张", "临川市青山湖度假区管委会"),
        ("改扩建临川动物园，引进熊猫两只", "临川动物园有限公司"),
        ("推进柳湾区老城更新", "柳湾区政府"),
    ],
)
def test_a_listed_body_that_the_task_calls_by_name_is_among_the_first(
    suggester: Suggester, task: str, name: str
) -> None:
    found = {s.name: s.reason for s in suggester.suggest(task, top=3)}
    assert "任务原文提到" in found[name]


def test_what_the_office_decided_before_still_counts_first(suggester: Suggester) -> None:
    past = [Decision("办好花灯节", "市教体局")]
    assert Suggester(body_names=LISTED, decisions=past).suggest("办好花灯节")[0].name == "市教体局"


def test_the_name_last_used_is_shown_only_if_it_is_listed() -> None:
    office = OfficeBodies(load_default_names(), ["市教体局"], ["市教育局", "市体育局"])
    assert office.name("education", {}) == "市教体局"
    assert OfficeBodies(load_default_names(), [], ["市教育局"]).name("education", {}) == "市教育局"
    assert OfficeBodies(load_default_names(), [], []).name("education", {}) is None


def test_without_a_list_every_unit_is_there() -> None:
    assert OfficeBodies(load_default_names(), [], []).has_body("tobacco")
    assert OfficeBodies(load_default_names(), ["市教育局"], []).find_substitute("sport", ("education",)) == (
        "education"
    )
