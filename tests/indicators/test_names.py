"""The vocabulary of harmonised indicators, and how names are told apart."""

from __future__ import annotations

from collections import Counter

import pytest

from duban.indicators import match_names


def test_no_name_says_two_indicators() -> None:
    said = Counter(
        plain
        for i in match_names.load_vocabulary().values()
        for plain in {match_names.simplify_name(name) for name in i.names}
    )
    assert {name: count for name, count in said.items() if count > 1} == {}


def test_every_entry_is_in_its_form() -> None:
    for indicator in match_names.load_vocabulary().values():
        assert indicator.id.replace("_", "").isalnum()
        assert indicator.id == indicator.id.lower()
        assert indicator.better in {"higher", "lower", "neutral"}
        assert len(set(indicator.names)) == len(indicator.names), indicator.id


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("地区生产总值", "GDP"),
        ("云泽市地区生产总值[2]", "经济增长"),
        ("参加失业保险人数", "失业保险参保人数"),
        ("海关进出口总额", "外贸进出口总额"),
        ("民间投资占比", "民间投资占全部投资比重"),
        ("湖区生态修复工程面积", "湖区生态修复工程的面积"),
        ("肉牛出栏", "出栏肉牛"),
        ("光伏装机", "光伏新增装机"),
        ("限额以上单位零售额", "限上单位零售额"),
        ("原煤产量", "生产原煤"),
        ("城市低保月人均标准", "城市低保平均标准提高到每人每月"),
    ],
)
def test_names_of_one_thing_are_alike(a: str, b: str) -> None:
    place = "云泽市"
    assert (
        match_names.compare_keys(match_names.comparison_key(a, place), match_names.comparison_key(b, place))
        >= match_names.MINIMUM_LIKENESS
    )


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("地区生产总值", "人均地区生产总值"),
        ("工业总产值", "轻工业总产值"),
        ("省级重点项目", "市级重点项目"),
        ("中央财政补助资金", "中央财政补助资金"),
        ("农村公路", "青川省农村公路"),
        ("可再生能源装机", "可再生能源新增装机"),
        ("进口占出口比重", "出口占进口比重"),
        ("重大项目总投资", "重大项目年度投资"),
        ("基本养老保险参保人数", "基本养老保险参保人数(城镇职工)"),
    ],
)
def test_names_of_two_things_are_not(a: str, b: str) -> None:
    assert (
        match_names.compare_keys(match_names.comparison_key(a), match_names.comparison_key(b))
        < match_names.MINIMUM_LIKENESS
    )
