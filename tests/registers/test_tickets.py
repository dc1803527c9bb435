"""Calls that repeat an earlier one are found, and so are places where calls of one kind gather."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from duban.registers.tickets import (
    RecallReason,
    RepeatIndex,
    Ticket,
    compute_likeness,
    extract_bigrams,
    find_earlier_tickets,
    find_hot_spots,
)
from registers.keeping import day

LAMP = "市民来电反映东城区人民路与长江路交叉口路灯不亮已有一周，希望尽快维修"


def _ticket(name, text, when="2025-06-10", **more):
    return Ticket(name, day(when), text, more.get("place", "东城区"), "路灯", more.get("caller", ""))


@pytest.fixture
def index():
    index = RepeatIndex()
    index.add(_ticket("A", LAMP, "2025-06-01"))
    index.add(_ticket("B", "人民路小区物业停水三天没有通知", "2025-06-02"))
    index.add(_ticket("C", LAMP, "2025-01-01"))
    return index


def test_the_same_matter_in_other_words_is_found_and_another_matter_is_not(index):
    again = "东城区人民路、长江路交叉口的路灯一周都不亮了，请核实处理"
    assert [one.id for one in index.find_repeats(_ticket("N", again))] == ["A"]
    assert index.find_repeats(_ticket("N", "人民路小学门口早高峰停车混乱")) == []


def test_full_width_case_and_set_phrases_make_no_difference():
    one, other = (extract_bigrams("您好，Ａ座１２层电梯坏了，请尽快处理"), extract_bigrams("a座12层电梯坏了"))
    assert compute_likeness(one, other) == 1.0
    assert compute_likeness(extract_bigrams(""), other) == 0.0


def test_another_place_or_too_long_ago_is_no_repeat(index):
    assert index.find_repeats(_ticket("N", LAMP, place="西城区")) == []
    assert [one.id for one in index.find_repeats(_ticket("N", LAMP, "2025-03-01"))] == ["C"]


def test_the_same_caller_needs_less_likeness():
    index = RepeatIndex()
    index.add(_ticket("A", "工地夜间施工噪音扰民，影响休息", caller="甲"))
    later = "工地夜间还在施工，噪音大睡不着"
    assert index.find_repeats(_ticket("N", later, caller="乙")) == []
    found = index.find_repeats(_ticket("N", later, caller="甲"))
    assert [(one.id, one.same_caller) for one in found] == [("A", True)]


PLACES, KINDS = ["东城区", "西城区", "河口县", "云岭县"], ["路灯", "噪音", "供水", "物业", "道路"]


def _quiet(seed):
    """Nine weeks in which nothing happens but chance."""
    rng = random.Random(seed)
    for n in range(63):
        for place in PLACES:
            for kind in KINDS:
                for k in range(rng.choice((0, 0, 1, 1, 2))):
                    when = day("2025-06-30") - dt.timedelta(days=n)
                    yield Ticket(f"{n}{place}{kind}{k}", when, "x", place, kind)


def test_chance_alone_is_no_hot_spot():
    told = [find_hot_spots(_quiet(seed), day("2025-06-30")) for seed in range(20)]
    assert sum(map(len, told)) <= 1


def test_calls_that_gather_are_told_with_what_was_to_be_expected():
    burst = [Ticket(f"水{n}", day("2025-06-28"), "停水", "河口县", "供水") for n in range(20)]
    spots = find_hot_spots([*_quiet(1), *burst], day("2025-06-30"))
    assert [(spot.place, spot.category) for spot in spots] == [("河口县", "供水")]
    assert spots[0].count >= 20
    assert spots[0].expected < 8
    assert {one.id for one in burst} <= set(spots[0].tickets)


def test_a_few_calls_in_a_quiet_place_are_not_yet_a_hot_spot():
    few = [Ticket(f"{n}", day("2025-06-29"), "x", "新村", "噪音") for n in range(4)]
    assert find_hot_spots(few, day("2025-06-30")) == []
    many = [Ticket(f"{n}", day("2025-06-29"), "x", "新村", "噪音") for n in range(6)]
    assert len(find_hot_spots(many, day("2025-06-30"))) == 1


def test_an_earlier_call_is_recalled_by_its_caller_or_by_place_and_words():
    new = Ticket("", day("2025-06-10"), LAMP, "东城区", "110203", "a")
    earlier = [
        Ticket("like", day("2025-06-01"), LAMP, "东城区", "", "b"),
        Ticket("caller", day("2025-06-02"), "物业停水三天没有通知", "西城区", "", "a"),
        Ticket("elsewhere", day("2025-06-03"), LAMP, "西城区", "110203", "b"),
        Ticket("long ago", day("2025-03-01"), LAMP, "东城区", "110203", "a"),
        Ticket("after", day("2025-06-11"), LAMP, "东城区", "110203", "a"),
        Ticket("other", day("2025-06-04"), "小学门口停车混乱", "东城区", "110203", "b"),
    ]
    found = [(one.id, one.why) for one in find_earlier_tickets(new, earlier)]
    assert found == [("caller", RecallReason.CALLER), ("like", RecallReason.PLACE)]
    assert [one.id for one in find_earlier_tickets(new, earlier, limit=1)] == ["caller"]


def test_less_likeness_does_in_the_same_category():
    said = "人民路小区门口路灯不亮"
    new = Ticket("", day("2025-06-10"), "人民路与长江路口路灯不亮", "东城区", "110203")
    same = Ticket("same", day("2025-06-01"), said, "东城区", "110203")
    other = Ticket("other", day("2025-06-01"), said, "东城区", "990000")
    assert [one.id for one in find_earlier_tickets(new, [same, other])] == ["same"]


def test_nothing_is_recalled_for_a_call_without_caller_and_place():
    new = Ticket("", day("2025-06-10"), LAMP)
    assert find_earlier_tickets(new, [Ticket("A", day("2025-06-01"), LAMP)]) == []
