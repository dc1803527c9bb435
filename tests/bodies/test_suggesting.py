"""What is suggested, in what order, and why."""

from __future__ import annotations

import pytest

from duban.bodies import Body, Decision, Duties, Evidence, Suggester
from duban.bodies.duties import Tie, parse_bodies, parse_neutral
from duban.bodies.neighbours import NeighbourIndex
from duban.bodies.words import WordFinder, normalize_task

TABLE = Duties.from_bodies(
    parse_bodies(
        """
[roads]
name = "市路桥局"
stems = "路桥"
owns = "农村公路 桥梁 城镇…道路"
leads = "路灯"
kin = "lamps"
[farms]
name = "市田地局"
stems = "田地"
owns = "农村 粮食"
shares = "道路"
[lamps]
name = "市灯火局"
stems = "灯火"
owns = "路灯"
"""
    )
)


def suggester(*decisions: Decision, evidence: Evidence | None = None) -> Suggester:
    return Suggester(TABLE, decisions, evidence or Evidence())


def names(task: str, *decisions: Decision) -> list[str]:
    return [s.name for s in suggester(*decisions).suggest(task)]


def test_the_longest_word_wins_its_characters() -> None:
    assert names("新改建农村公路120公里")[0] == "市路桥局"
    assert names("改善农村面貌")[0] == "市田地局"


def test_a_word_with_a_gap_stays_within_its_clause() -> None:
    finder = WordFinder({"城镇…道路"})
    assert [f.word for f in finder.find("整修城镇主要道路")] == ["城镇…道路"]
    assert finder.find("整修城镇，另建道路") == []


def test_a_figure_is_not_cut_for_a_word() -> None:
    finder = WordFinder({"120", "4A", "12345"})
    assert [f.word for f in finder.find("新增120急救点，接听12345热线")] == ["120", "12345"]
    assert finder.find("绿化1200亩，14A号地块，服务9123456人") == []


def test_one_character_of_a_longer_word_is_no_part_of_a_gap() -> None:
    finder = WordFinder({"河…整治", "入河排污口"})
    assert [f.word for f in finder.find("入河排污口整治")] == ["入河排污口"]
    assert [f.word for f in finder.find("清溪河道整治")] == ["河…整治"]


def test_a_unit_with_few_duties_is_surer_of_its_words() -> None:
    assert names("新装路灯，加固桥梁")[0] == "市路桥局"
    wide, narrow = (
        next(s.score for s in suggester().suggest(task) if s.id == id_)
        for task, id_ in (("加固桥梁", "roads"), ("新装路灯", "lamps"))
    )
    assert narrow > wide


def test_the_reason_names_the_words_and_the_duty() -> None:
    first, *_ = suggester().suggest("新装路灯300盏")
    assert (first.id, first.name) == ("lamps", "市灯火局")
    assert first.reason == "“路灯”属其职责"
    assert 0 < first.score < 1


def test_kin_fill_up_a_short_list_and_say_so() -> None:
    second = suggester().suggest("加固桥梁6座")[1]
    assert second.name == "市灯火局"
    assert second.reason == "与市路桥局职责相近，有的城市由其承担"


def test_a_task_with_no_known_word_gives_nothing() -> None:
    assert names("把这件事办好") == []
    assert names("") == []
    assert Suggester().suggest("咕噜咕噜咕噜") == []


def test_a_shared_word_alone_is_named_last_and_says_how_weak_it_is() -> None:
    (only,) = suggester().suggest("道路两旁")
    assert (only.name, only.score) == ("市田地局", 0.1)
    assert only.reason == "“道路”只是与其职责有关"
    assert names("加固道路桥梁") == ["市路桥局", "市灯火局", "市田地局"]


def test_a_neutral_word_keeps_its_characters_from_a_shorter_word() -> None:
    table = Duties.from_bodies(TABLE.bodies.values(), neutral={"路灯下的讲座"})
    assert Suggester(table, evidence=Evidence()).suggest("办好路灯下的讲座") == []
    assert parse_neutral("# 说明\n发展 开展\n拓展\n") == {"发展", "开展", "拓展"}


@pytest.mark.parametrize(
    "task",
    [
        "多产粮食（市灯火局）",
        "多产粮食(牵头单位：市灯火局；责任单位：市田地局、各区政府)",
        "多产粮食。责任单位:市灯火局、市田地局",
        "多产粮食（市灯火局牵头）",
        "多产粮食〔临川市灯火局、市田地局等部门按职责分工负责〕",
    ],
)
def test_a_unit_that_the_task_names_itself_comes_first(task: str) -> None:
    first, second, *_ = suggester().suggest(task)
    assert (first.name, second.name) == ("市灯火局", "市田地局")
    assert first.reason.startswith("任务原文写明由其牵头")
    assert first.score > second.score


def test_a_unit_in_the_middle_of_a_sentence_is_what_the_task_is_about() -> None:
    assert names("为市灯火局多产粮食")[0] == "市田地局"
    assert names("多产粮食（5万吨）")[0] == "市田地局"


def test_a_very_long_task_is_read() -> None:
    assert names("多产粮食，加固农村公路桥梁。" * 3000)[0] == "市路桥局"


def test_a_past_decision_on_the_same_task_outweighs_the_words() -> None:
    past = Decision("加固桥梁5座", "市田地局")
    first = suggester(past).suggest("加固桥梁8座")[0]
    assert first.name == "市田地局"
    assert first.reason.endswith("既往决定“加固桥梁5座”由市田地局牵头（相同）")


def test_a_unit_is_shown_by_the_name_the_office_last_used() -> None:
    past = Decision("修缮石拱桥梁", "市路桥中心"), Decision("新建公园景观桥梁", "临川市路桥局")
    assert names("加固桥梁6座", *past)[0] == "临川市路桥局"


def test_a_lead_outside_the_table_is_suggested_as_written() -> None:
    first = suggester(Decision("引进熊猫两只", "临川动物园公司")).suggest("引进熊猫三只")[0]
    assert (first.id, first.name) == ("other:临川动物园公司", "临川动物园公司")


def test_evidence_against_a_word_lowers_it() -> None:
    doubted = Evidence(task_counts={"桥梁": 12}, lead_counts={("桥梁", "lamps"): 12})
    sure, unsure = (
        next(s for s in suggester(evidence=e).suggest("加固桥梁6座") if s.id == "roads").score
        for e in (Evidence(), doubted)
    )
    assert unsure < sure


def test_evidence_survives_its_file() -> None:
    evidence = Evidence(task_counts={"桥梁": 3}, lead_counts={("桥梁", "roads"): 2})
    assert Evidence.from_tsv(evidence.to_tsv()) == evidence


def test_figures_do_not_make_tasks_unlike() -> None:
    (near,) = NeighbourIndex([Decision("城镇新增就业5.2万人以上", "甲局")]).find_nearest("城镇新增就业300万人")
    assert near.likeness == pytest.approx(1)


def test_numbers_stars_and_quotes_are_no_part_of_a_task() -> None:
    assert normalize_task("★12.推进“三桥”　工程") == "推进三桥工程"


@pytest.mark.parametrize("top", [1, 2])
def test_no_more_than_asked(top: int) -> None:
    assert len(suggester().suggest("加固桥梁，新装路灯，多产粮食", top=top)) == top


def test_ties_have_a_meaning_in_order() -> None:
    assert [t.weight for t in Tie] == sorted((t.weight for t in Tie), reverse=True)
    assert Body("a", "甲局").words == {}
