"""Names lead to codes: in full, in short, behind those above; and are refused when two fit."""

from __future__ import annotations

import re

import pytest

from duban.regions import AmbiguousRegionError, Level, find_by_code, find_region, load_regions


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("昆明", "530100"),
        ("昆明市", "530100"),
        ("云南省昆明市", "530100"),
        ("云南昆明", "530100"),
        ("昆明市人民政府", "530100"),
        ("昆明市五华区", "530102"),
        ("官渡", "530111"),
        ("五华", "441424"),
        ("530102", "530102"),
        ("国务院", "000000"),
        ("广西", "450000"),
        ("广西壮族自治区", "450000"),
        ("内蒙古", "150000"),
        ("北京市", "110000"),
        ("北京市朝阳区", "110105"),
        ("上海浦东新区", "310115"),
        ("大理白族自治州", "532900"),
        ("大理州", "532900"),
        ("大理", "532900"),
        ("大理市", "532901"),
        ("禄劝", "530128"),
        ("西双版纳州", "532800"),
        ("伊犁", "654000"),
        ("西安", "610100"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("长沙", "430100"),
        ("东莞市", "441900"),
        ("仙桃", "429004"),
        ("石河子市", "659001"),
        ("米林市", "540481"),
        ("滇中新区", "530000X01"),
        ("云南省滇中新区", "530000X01"),
        ("滇中新区管委会", "530000X01"),
        ("磨憨-磨丁合作区", "530100X05"),
        ("苏州工业园区", "320576"),
        ("台湾", "710000"),
    ],
)
def test_a_name_leads_to_its_code(name: str, code: str) -> None:
    found = find_region(name)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("name", ["朝阳区", "鼓楼区", "鼓楼", "通州区", "宝山"])
def test_a_name_that_two_places_bear_is_refused_with_both(name: str) -> None:
    with pytest.raises(AmbiguousRegionError, match="请写全称") as refused:
        find_region(name)
    assert len(refused.value.candidates) > 1
    assert all(r.code in str(refused.value) for r in refused.value.candidates[:8])


@pytest.mark.parametrize("name", ["", "云湖市", "某某新区", "999999", "市", "政府"])
def test_an_unknown_name_is_none(name: str) -> None:
    assert find_region(name) is None


def test_every_region_is_found_by_its_full_name() -> None:
    for region in load_regions().values():
        assert find_region(region.full_name) is region, region


def test_every_province_and_prefecture_is_found_by_its_own_name() -> None:
    for region in load_regions().values():
        if region.level in (Level.PROVINCE, Level.PREFECTURE):
            assert find_region(region.name) is region


def test_the_table_is_whole() -> None:
    levels = [r.level for r in load_regions().values()]
    assert levels.count(Level.PROVINCE) == 34
    assert levels.count(Level.PREFECTURE) == 333
    assert levels.count(Level.COUNTY) > 2800
    for region in load_regions().values():
        assert region.parent is None or region.parent in load_regions()
        assert (region.parent is None) == (region.level is Level.NATIONAL)


def test_an_extension_code_can_clash_with_none_of_the_standard() -> None:
    for code, region in load_regions().items():
        if re.fullmatch(r"\d{6}", code):
            continue
        assert re.fullmatch(r"\d{6}X\d\d", code)
        assert region.level is Level.ZONE
        assert region.parent == code[:6]
        assert find_by_code(code[:6]) is not None


def test_every_other_name_of_a_zone_leads_to_it() -> None:
    for region in load_regions().values():
        for name in region.alternative_names:
            assert find_region(name) is region
