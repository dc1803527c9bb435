"""Who set what, how hard, and against what: last year's result and the level above."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

import duban
from compare_texts import nation, place
from duban.comparison import Comparison, Hardness, RegionError, Stance, compare, render_sum
from duban.comparison.stances import choose_display_name, measure_increase
from duban.documents.comparison import render_comparison_csv, render_comparison_json, render_comparison_page


def _reports() -> list[tuple[str, duban.Report]]:
    return [
        nation(2030, "5.0", "5%左右", "，粮食产量1.4万亿斤以上"),
        nation(2031, "5.2", "4.5%左右"),
        place("云南省", 2030, "4.1", "5.5%以上"),
        place("昆明市", 2030, "4.0", "力争6%以上"),
    ]


def _gdp(comparison: Comparison, name: str, year: int) -> Stance:
    return next(s for s in comparison.stances if (s.indicator, s.government.name, s.year) == ("gdp", name, year))


def test_each_level_is_held_against_the_nearest_above_it() -> None:
    found = compare(_reports())
    assert _gdp(found, "云南省", 2030).step == Decimal("0.5")
    city = _gdp(found, "昆明市", 2030)
    assert city.above is _gdp(found, "云南省", 2030) or city.above.government.name == "云南省"
    assert "云南省目标5.5%以上，目标要求多0.5个百分点" in render_sum(city)
    assert _gdp(found, "全国", 2030).above is None


def test_a_city_has_a_regions_product_and_the_nation_its_own() -> None:
    found = compare(_reports())
    names = {name: _gdp(found, name, 2030).target for name in ("全国", "云南省", "昆明市")}
    displayed = {name: choose_display_name(names[name], _gdp(found, name, 2030).government) for name in names}
    assert displayed == {"全国": "国内生产总值", "云南省": "地区生产总值", "昆明市": "地区生产总值"}


def test_a_region_asked_for_is_what_all_are_held_against() -> None:
    found = compare(_reports(), against="全国")
    assert _gdp(found, "昆明市", 2030).step == Decimal(1)
    assert _gdp(found, "全国", 2030).above is None


@pytest.mark.parametrize("name", ["昭通市", "没有这个地方"])
def test_a_region_without_a_report_is_refused(name: str) -> None:
    with pytest.raises(RegionError):
        compare(_reports(), against=name)


def test_hardness_is_said_by_the_words() -> None:
    found = compare(_reports())
    assert _gdp(found, "全国", 2030).hardness is Hardness.BAND
    assert _gdp(found, "云南省", 2030).hardness is Hardness.FLOOR
    assert _gdp(found, "昆明市", 2030).hardness is Hardness.STRIVE


def test_ambition_is_the_target_less_last_years_result_and_outcome_comes_a_year_later() -> None:
    found = compare(_reports())
    assert _gdp(found, "云南省", 2030).ambition == Decimal("1.4")
    outcome = _gdp(found, "全国", 2030).outcome
    assert outcome is not None
    assert outcome.number == "5.2%"
    assert _gdp(found, "全国", 2031).outcome is None


def test_amounts_are_not_held_against_those_of_another_scale() -> None:
    jobs = [s for s in compare(_reports()).stances if s.indicator == "urban_jobs" and s.above]
    assert jobs
    assert all(s.step is None for s in jobs)


def test_a_cap_that_is_lower_asks_for_more() -> None:
    low = nation(2030, "5.0", "5%左右", "，城镇调查失业率5.5%以内")
    lower = place("云南省", 2030, "4.1", "5%左右", "，城镇调查失业率5%以内")
    rate = next(
        s for s in compare([low, lower]).stances if s.indicator == "unemployment_surveyed" and s.above is not None
    )
    assert rate.step == Decimal("0.5")


def test_what_is_no_longer_set_has_ended() -> None:
    spans = {s.indicator: s for s in compare(_reports()).spans if s.government.name == "全国"}
    assert spans["grain"].years == (2030,)
    assert spans["grain"].end_year == 2031
    assert spans["gdp"].end_year is spans["gdp"].first_year is None


def test_a_second_report_of_one_year_and_one_without_a_place_are_passed_over() -> None:
    twice = [*_reports(), nation(2030, "5.0", "9%左右")]
    twice.append(("无名", duban.read("今年地区生产总值增长6%左右。")))
    found = compare(twice)
    assert found.reports == 4
    assert [p.source for p in found.passed_over] == ["全国2030", "无名"]
    assert _gdp(found, "全国", 2030).target.number == "5%"


def test_the_data_say_the_same_as_the_comparison() -> None:
    found = compare(_reports())
    rows = json.loads(render_comparison_json(found))["stances"]
    assert len(rows) == len(found.stances)
    yunnan = next(r for r in rows if r["region"] == "云南省" and r["indicator"] == "gdp")
    assert (yunnan["value"], yunnan["ambition"], yunnan["step"]) == (5.5, 1.4, 0.5)
    assert yunnan["region_code"] == "530000"
    lines = render_comparison_csv(found).decode("utf-8-sig").splitlines()
    assert len(lines) == len(found.stances) + 1


def test_the_page_stands_alone_and_draws_who_set_what() -> None:
    two = render_comparison_page(compare(_reports()[2:]))
    assert 'class="chart dots"' not in two, "two governments give no ranked plot"
    page = render_comparison_page(compare(_reports()))
    assert page.count('class="chart dots"') == 2
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_years_of_one_unit_are_one_small_chart() -> None:
    years = [nation(year, "5.0", aim) for year, aim in ((2030, "5%左右"), (2031, "1.6倍"))]
    years += [nation(year, "5.1", "5%左右") for year in (2032, 2033)]
    page = render_comparison_page(compare(years))
    assert "2030年目标5%左右，结果5.0%；2032年目标5%左右，结果5.1%" in page


PROVINCES_2026 = {
    "北京市": ("5", None, "approx"),
    "上海市": ("5", None, "approx"),
    "浙江省": ("5", "5.5", "range"),
    "山东省": ("5", None, "ge"),
    "广东省": ("4.5", "5", "range"),
    "重庆市": ("5", None, "ge"),
    "四川省": ("5.5", None, "approx"),
    "贵州省": ("5", None, "approx"),
    "陕西省": ("5", None, "approx"),
}


def test_provinces_gdp_targets_of_2026_with_their_bounds(reports_dir: Path) -> None:
    files = sorted((reports_dir / "corpus").glob("*-2026.txt"))
    if not files:
        if os.environ.get("CI") == "true":
            pytest.fail("no reports of 2026")
        pytest.skip("no reports of 2026 under the reports' folder")
    found = compare([(f.name, duban.read(f)) for f in files])
    stated = {}
    for s in found.stances:
        if s.indicator == "gdp" and s.measure.value == "growth" and s.target.comparator:
            high = None if s.target.value_high is None else str(s.target.value_high)
            stated[s.government.name] = (str(s.target.value), high, s.target.comparator.value)
    assert PROVINCES_2026.items() <= stated.items()


def test_a_half_rounds_up_as_everywhere() -> None:
    jobs = next(stance for stance in compare(_reports()).stances if not stance.is_rate)
    assert measure_increase(jobs, Decimal(401), Decimal(400)) == Decimal("0.3")
