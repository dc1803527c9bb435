"""Air and water are judged by the limits of the national standards, the worst factor deciding."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from duban.registers.environment import is_good_day, is_stable, judge_air_year, judge_water, judge_water_year
from duban.registers.environment.standards import load_limits

D = Decimal

CLEAN = {"oxygen": D("7.6"), "permanganate": D("1.8"), "ammonia": D("0.1"), "phosphorus": D("0.01")}


@pytest.mark.parametrize(
    ("changed", "lake", "number"),
    [
        ({}, False, 1),
        ({"oxygen": D("6")}, False, 2),
        ({"oxygen": D("4.99")}, False, 4),
        ({"permanganate": D("6")}, False, 3),
        ({"permanganate": D("6.01")}, False, 4),
        ({"ammonia": D("1.0")}, False, 3),
        ({"ammonia": D("2.01")}, False, 6),
        ({"cod": D("20")}, False, 3),
        ({"bod": D("4")}, False, 3),
        ({"phosphorus": D("0.2")}, False, 3),
        ({"phosphorus": D("0.2")}, True, 5),
        ({"phosphorus": D("0.05")}, True, 3),
        ({"phosphorus": D("0.05")}, False, 2),
        ({"mercury": D("0.0001")}, False, 3),
        ({"nitrogen": D("3")}, True, 1),
        ({"unknown": D("99")}, False, 1),
    ],
)
def test_the_worst_factor_decides_the_class(changed, lake, number):
    assert judge_water({**CLEAN, **changed}, is_lake=lake).number == number


def test_total_nitrogen_counts_in_lakes_only_when_asked():
    measured = {**CLEAN, "nitrogen": D("1.5")}
    assert judge_water(measured, is_lake=True, include_nitrogen=True).number == 4
    assert judge_water(measured, is_lake=False, include_nitrogen=True).number == 1


def test_what_is_beyond_the_target_is_told_by_how_much():
    found = judge_water({**CLEAN, "oxygen": D("4"), "ammonia": D("1.5")}, is_lake=False, target_class=3)
    assert found.label == "Ⅳ类"
    assert found.deciding == ("oxygen", "ammonia")
    assert found.beyond == {"oxygen": None, "ammonia": D("0.5")}


def test_nothing_measured_is_not_a_class():
    for measured in ({}, {"ammonia": None}, {"nitrogen": D("1")}):
        with pytest.raises(ValueError, match="没有可评价的监测因子"):
            judge_water(measured, is_lake=False)
    with pytest.raises(ValueError, match="1至5"):
        judge_water(CLEAN, is_lake=False, target_class=0)


def test_stable_is_every_month():
    assert is_stable([2, 3, 3], 3)
    assert not is_stable([2, 4, 2], 3)
    assert not is_stable([], 3)


def test_the_year_is_judged_by_means_where_a_month_may_be_worse():
    months = [{**CLEAN, "ammonia": D(n)} for n in ("0.4", "1.6", "0.4", "0.4")]
    assert [judge_water(month, is_lake=False).number for month in months] == [2, 5, 2, 2]
    assert judge_water_year(months, is_lake=False).number == 3


DAY = {"pm25": D(75), "pm10": D(150), "so2": D(150), "no2": D(80), "o3": D(160), "co": D(4)}


def test_a_day_is_good_when_every_factor_is_within_its_daily_limit():
    assert is_good_day(DAY) is True
    assert is_good_day({**DAY, "o3": D(161)}) is False
    assert is_good_day({**DAY, "co": None}) is None
    assert is_good_day(DAY, grade=1) is False


YEAR = {"pm25": D(35), "pm10": D(70), "so2": D(60), "no2": D(40), "o3": D(160), "co": D(4)}


@pytest.mark.parametrize(
    ("factor", "value", "met"),
    [
        ("pm25", "35.4", True),
        ("pm25", "35.6", False),
        ("pm10", "71", False),
        ("no2", "40.5", True),
        ("o3", "161", False),
        ("co", "4.04", True),
        ("co", "4.1", False),
        ("so2", "61", False),
    ],
)
def test_a_year_is_judged_by_its_rounded_means_and_percentiles(factor, value, met):
    found = judge_air_year([{**YEAR, factor: D(value)}] * 365)
    assert found.met is met
    assert found.beyond == (() if met else (factor,))


def test_a_tenth_of_the_days_may_be_beyond_the_ozone_limit():
    days = [{**YEAR, "o3": D(200) if n < 36 else D(100)} for n in range(365)]
    assert judge_air_year(days).met
    days = [{**YEAR, "o3": D(200) if n < 40 else D(100)} for n in range(365)]
    assert judge_air_year(days).beyond == ("o3",)


def test_too_few_days_are_not_judged():
    found = judge_air_year([YEAR] * 323)
    assert (found.judged, found.met) == (False, False)
    assert judge_air_year([YEAR] * 324).met
    assert not judge_air_year([{**YEAR, "co": None}] * 365).judged
    with pytest.raises(ValueError, match="1或2"):
        judge_air_year([YEAR], grade=3)


def test_the_regulation_in_full_looks_at_the_days_of_every_factor():
    days = [{**YEAR, "pm25": D(90) if n < 20 else D(25)} for n in range(365)]
    assert judge_air_year(days).met
    assert judge_air_year(days, with_daily_limits=True).beyond == ("pm25.daily",)
    assert judge_air_year(days[2:], with_daily_limits=True).met


def test_a_month_with_too_few_days_leaves_the_year_unjudged():
    first = dt.date(2025, 1, 1)
    days = {first + dt.timedelta(days=n): YEAR for n in range(365)}
    assert judge_air_year(days).met
    february = [day for day in days if day.month == 2]
    assert judge_air_year({d: v for d, v in days.items() if d not in february[:3]}).judged
    assert not judge_air_year({d: v for d, v in days.items() if d not in february[:4]}).judged


@pytest.mark.parametrize(("ph", "number"), [("6", 1), ("9", 1), ("5.9", 6), ("9.1", 6)])
def test_ph_is_within_its_range_or_worse_than_any_class(ph, number):
    found = judge_water({**CLEAN, "ph": D(ph)}, is_lake=False)
    assert found.number == number
    assert found.beyond == ({} if number == 1 else {"ph": None})


PRINTED = {
    "air": {"pm25": (15, 35, 35, 75), "pm10": (40, 70, 50, 150), "so2": (20, 60, 50, 150)},
    "water": {
        "permanganate": (2, 4, 6, 10, 15),
        "cod": (15, 15, 20, 30, 40),
        "bod": (3, 3, 4, 6, 10),
        "ammonia": ("0.15", "0.5", 1, "1.5", 2),
        "phosphorus": ("0.02", "0.1", "0.2", "0.3", "0.4"),
    },
}
"""As the standards print them, typed again from another source than the file."""


def test_the_limits_are_those_that_the_standards_print():
    for key, wanted in PRINTED["air"].items():
        row = load_limits("air")[key]
        assert (*row["year"], *row["day"]) == wanted
    for key, wanted in PRINTED["water"].items():
        assert list(map(D, load_limits("water")[key]["limits"])) == [D(x) for x in wanted]
