"""A number with a character that could not be read is shown, and is never a value."""

from __future__ import annotations

import pytest

import duban
from duban.quantities import scan
from duban.reading.part_builder import DOUBTFUL

HEAD = "临川市2031年政府工作报告\n一、2030年工作回顾\n"


@pytest.mark.parametrize("number", ["5�2%", "�7亿元", "1286�4亿元", "4�所", "12,�34万元", "5\ue1232%", "3��2%"])
def test_a_lost_character_makes_the_whole_number_doubtful(number: str) -> None:
    report = duban.read(f"{HEAD}财政收入达到{number}，城镇新增就业3.6万人。")
    assert [c.number for c in report.claims()] == ["3.6万人"]
    doubtful = [report.text[u.start : u.end] for u in report.unread if u.reason == DOUBTFUL]
    assert doubtful == [number]


def test_its_place_in_a_list_is_kept() -> None:
    text = f"{HEAD}城镇和农村居民人均可支配收入分别增长4\ufffd9%和6.5%。"
    (claim,) = duban.read(text).claims()
    assert (claim.indicator, str(claim.value)) == ("农村居民人均可支配收入", "6.5")


def test_what_is_lost_elsewhere_changes_nothing() -> None:
    for text in ("增长5.2%\ufffd，", "生\ufffd总值5.2%", "\uf0b75.2%", "\ufffd（5.2%）"):
        assert [(str(q.value), q.doubtful) for q in scan(text)] == [("5.2", False)]


def test_the_point_of_full_width_digits_is_certain() -> None:
    report = duban.read(f"{HEAD}财政收入２２２１\ufffd７亿元，增长４\ufffd１％。")
    assert [str(c.value) for c in report.claims()] == ["222170000000", "4.1"]
