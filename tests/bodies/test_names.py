"""One body, many names."""

from __future__ import annotations

from pathlib import Path

import pytest

from duban.bodies.duties import load_default_duties
from duban.bodies.names import BodyNames, load_default_names, same_body

ONE = {
    "development-reform": "市发展改革委 市发改委 发展和改革局 市发改局 国家发展改革委",
    "industry-information": "市工业和信息化局 市工信局 市经信局 市经信委 市经贸委 工信委",
    "housing-construction": "市住房和城乡建设局 市住房城乡建设局 住建局 城建局 房管局 市建委",
    "health": "市卫生健康委 市卫健委 卫生健康局 市卫计委 省卫生厅",
    "human-resources": "市人力资源和社会保障局 市人力资源社会保障局 人社局 市人力社保局",
    "government-services": "市政务服务局 市行政审批局 政务服务管理局 市政务服务管理办公室",
    "urban-management": "市城市管理综合行政执法局 市城管局 城管执法委 市城市管理委员会",
    "natural-resources": "市自然资源和规划局 自然资源规划局 市规划和自然资源局 自规局 国土资源局",
    "culture-tourism": "市文化和旅游局 市文旅局 市文化广电旅游局 市文广旅局",
    "agriculture": "市农业农村局 市农业农村局（乡村振兴局） 市农业局 市委农办",
    "ecology": "市生态环境局 市环保局 市生态环境局东山分局",
    "finance": "市财政局 市财政(地税)局",
    "water": "市水利局 市水务局 市水利和湖泊局",
    "financial-work": "市委金融办 市地方金融监管局 市政府金融办",
    "youth": "团市委 共青团临川市委 共青团临川市委员会",
    "organization": "市委组织部 中共临川市委组织部",
    "county-government": "各区人民政府 各县（市）区人民政府 临江区政府 柳树街道",
    "development-zones": "临川经开区管委会 各开发区管委会",
    "rail-company": "临川地铁集团 市轨道公司 市轨道交通工程建设指挥部",
    "central-bank": "人行临川市分行 中国人民银行临川市分行 市人行",
    "emergency": "市应急管理局 市安监局 市安委会办公室 市防汛抗旱指挥部",
    "public-security": "市公安局 市公安交巡警支队 市公安局交管局 县公安局",
    "social-work": "市委社会工作部 区委社工部 县委社会工作部",
    "data": "市数据局 市大数据局 市数据资源管理局 县数据局",
    "state-assets": "市国资委 市政府国资委 县国资局",
    "forestry": "市林业局 市林草局 市林业和草原局",
    "market-regulation": "市市场监督管理局 市市场监管局 市工商局 市质监局",
    "education": "市教育局 市教委 市委教育工委 省教育厅",
    "veterans": "市退役军人事务局 市退役军人局 市双拥办",
    "government-office": "市政府办公室 省政府办公厅 市督查考核办 县府办",
}
MERGED = {
    "市教育体育局": ("education", "sport"),
    "区发改经信局": ("development-reform", "industry-information"),
    "市科经局": ("science", "industry-information"),
    "文体旅局": ("culture-tourism", "sport"),
    "区文化和广电旅游体育局": ("culture-tourism", "sport"),
    "市园林林业局": ("parks", "forestry"),
    "省政务服务数据管理局": ("government-services", "data"),
    "市政务服务和数据管理局": ("government-services", "data"),
    "市文体广旅局": ("culture-tourism", "sport"),
    "县教科体局": ("education", "science", "sport"),
    "县农业农村水务局": ("agriculture", "water"),
    "区商务和投资促进局": ("commerce", "investment-promotion"),
    "县科技和工业信息化局": ("science", "industry-information"),
    "市国土房管局": ("natural-resources", "housing-construction"),
}
CASES = [(name, (id_,)) for id_, names in ONE.items() for name in names.split()]
LISTED = Path(__file__).with_name("names_of_units.txt").read_text("utf-8").splitlines()
MORE = [
    (name, tuple(ids.split("+")))
    for ids, *names in (line.split() for line in LISTED if not line.startswith("#"))
    for name in names
]


@pytest.mark.parametrize(("name", "ids"), CASES + list(MERGED.items()) + MORE)
def test_every_variant_names_its_unit(name: str, ids: tuple[str, ...]) -> None:
    assert load_default_names().match(name) == ids


@pytest.mark.parametrize("names", ["市发改委、市统计局", "市发改委,市统计局", "牵头单位:市发改委;市统计局"])
def test_the_first_named_leads(names: str) -> None:
    assert load_default_names().match(names) == ("development-reform",)


def test_all_named_units_are_read() -> None:
    found = load_default_names().match_all("市财政局、市税务局，不存在公司，各区人民政府")
    assert found == [("finance",), ("tax",), ("county-government",)]


@pytest.mark.parametrize("name", ["", "某某公司", "有关单位", "市委市政府", "局", "市长热线的回音"])
def test_what_names_no_unit_of_the_table_is_not_forced_into_one(name: str) -> None:
    assert load_default_names().match(name) == ()


def test_every_unit_of_the_table_is_found_by_its_own_name() -> None:
    duties = load_default_duties()
    names = BodyNames(duties)
    assert {names.match(u.name) for u in duties.bodies.values()} == {(id_,) for id_ in duties.bodies}


def test_no_name_stands_under_two_units() -> None:
    owners: dict[str, set[str]] = {}
    for body in load_default_duties().bodies.values():
        for name in (*body.stems, *body.aliases, body.name):
            owners.setdefault(name, set()).add(body.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


PLACES = ("", "市", "县", "区", "省", "临川市", "临川县", "临江区", "自治区", "临山自治县")


@pytest.mark.parametrize("place", PLACES)
def test_the_place_before_a_name_changes_nothing(place: str) -> None:
    names = load_default_names()
    for body in load_default_duties().bodies.values():
        bare = body.name.removeprefix("市")
        if bare != body.name and bare[0] not in "委场中人" and names.match(bare) == (body.id,):
            assert names.match(place + bare) == (body.id,), place + bare


def test_brackets_spaces_and_full_width_forms_change_nothing() -> None:
    names = load_default_names()
    for body in load_default_duties().bodies.values():
        for written in (f" {body.name} ", f"{body.name}（市某某局）", f"牵头单位：{body.name}"):
            assert names.match(written) == (body.id,), written


def test_every_stem_names_its_unit_with_the_usual_endings() -> None:
    names = load_default_names()
    for body in load_default_duties().bodies.values():
        for stem in body.stems:
            for ending in "局委办":
                assert body.id in names.match(f"市{stem}{ending}"), f"市{stem}{ending}"


def test_names_that_stand_for_several_units_are_read_in_a_zone_too() -> None:
    names = load_default_names()
    for name, ids in load_default_duties().ids_by_shared_name.items():
        for place in ("", "区", "临川高新区", "县"):
            assert names.match(place + name) == ids, place + name


REFORMED = [
    ("市扶贫办", "市乡村振兴局"),
    ("市乡村振兴局", "市农业农村局"),
    ("市卫计委", "市卫生健康委"),
    ("市国土资源局", "市自然资源和规划局"),
    ("市旅游委", "市文化和旅游局"),
    ("市大数据局", "市数据局"),
    ("市安监局", "市应急管理局"),
    ("市工商局", "市市场监督管理局"),
    ("市环保局", "市生态环境局"),
    ("市地方金融监管局", "市委金融办"),
    ("市外专局", "市科技局"),
]


@pytest.mark.parametrize(("before", "after"), REFORMED)
def test_a_unit_is_the_same_after_a_reform(before: str, after: str) -> None:
    assert same_body(before, after)


SAME = [
    ("市发改委", "市发展改革委"),
    ("市发展改革委", "市发展和改革局"),
    ("县教育局", "市教育体育局"),
    ("区住建局", "市住房和城乡建设局"),
    ("市城建局", "市住建委"),
    ("市经信局", "市工业和信息化局"),
    ("市城管执法委", "市城市管理局"),
    ("市农业农村局（乡村振兴局）", "市乡村振兴局"),
    ("临川动物园公司", "临川动物园公司"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_variants_are_the_same_unit_both_ways(one: str, other: str) -> None:
    assert same_body(one, other)
    assert same_body(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("市教育局", "市体育局"), ("市教育局", "某公司"), ("甲公司", "乙公司"), ("", "")]
)
def test_different_units_are_not_the_same(one: str, other: str) -> None:
    assert not same_body(one, other)


def test_no_two_units_of_the_table_are_the_same() -> None:
    shown = [body.name for body in load_default_duties().bodies.values()]
    assert [(a, b) for a in shown for b in shown if a < b and same_body(a, b)] == []
