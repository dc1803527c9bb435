"""HJ 633 and HJ 663 by worked examples, and the index of a day against its limits."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from duban.registers.environment import compute_air_index, compute_sub_index, is_good_day, judge_air_year
from duban.registers.environment.standards import load_limits

D = Decimal
DAY = {"pm25": "30", "pm10": "45", "so2": "9", "no2": "20", "o3": "99", "co": "0.8"}
ENDS = {"pm25": (75, 100), "pm10": (600, 500), "so2": (475, 150), "no2": (565, 300), "co": (2, 50)}


def _day(**changed):
    return {key: D(value) for key, value in (DAY | changed).items()}


@pytest.mark.parametrize(
    ("factor", "value", "index"),
    [
        ("pm25", "45", 63),  # 50 + 10 × 50/40 = 62.5
        ("pm25", "120", 158),  # 150 + 5 × 50/35 = 157.1
        ("pm10", "180", 115),  # 100 + 30 × 50/100
        ("so2", "65", 58),  # 50 + 15 × 50/100 = 57.5
        ("no2", "150", 135),  # 100 + 70 × 50/100
        ("co", "8", 120),  # 100 + 4 × 50/10
        ("o3", "200", 137),  # 100 + 40 × 50/55 = 136.4
        ("o3", "801", 300),  # the table of 8 hours ends
        ("pm25", "900", 500),
        ("pm10", "0", 0),
        *((key, str(value), index) for key, (value, index) in ENDS.items()),
    ],
)
def test_a_sub_index_is_the_sum_done_by_hand(factor, value, index):
    assert compute_sub_index(factor, D(value)) == index


def test_the_worst_factor_makes_the_index_and_is_named_beyond_50():
    found = compute_air_index(_day(o3="200", pm10="180"))
    assert (found.value, found.category, found.primary) == (137, "轻度污染", ("o3",))
    clean = compute_air_index(_day())
    assert (clean.value, clean.category, clean.primary) == (50, "优", ())
    both = compute_air_index(_day(pm25="75", no2="80"))
    assert (both.value, both.category, both.primary) == (100, "良", ("pm25", "no2"))
    assert compute_air_index(_day() | {"co": None}) is None
    with pytest.raises(ValueError, match="负数"):
        compute_sub_index("co", D(-1))


def test_a_day_is_good_exactly_where_its_index_is_at_most_100():
    rng, seen = random.Random(633), set()
    for _ in range(3000):
        day = {key: D(rng.randint(0, 2 * int(load_limits("air")[key]["day"][1]) * 10)) / 10 for key in DAY}
        good = compute_air_index(day).value <= 100
        assert good == is_good_day(day), day
        seen.add(good)
    assert seen == {True, False}
    for key in DAY:
        assert load_limits("aqi")[key][2] == load_limits("air")[key]["day"][1]


def test_the_percentile_is_the_one_worked_out_by_hand():
    # 365 days of 1 to 365: the 90th stands at 1 + 364 × 0.9 = 328.6; the 95th of CO/100 at 346.8.
    days = [_day(o3=str(n), co=str(D(n) / 100)) for n in range(1, 366)]
    random.Random(663).shuffle(days)
    year = judge_air_year(days)
    assert year.figures["o3"] == 329
    assert year.figures["co"] == D("3.5")
    assert year.beyond == ("o3",)


def test_a_days_percentile_of_the_four_others_is_looked_at_in_full():
    # 98 of 100 parts of 365 days: place 1 + 364 × 0.98 = 357.72. With nine days of 151 both of its
    # neighbours are 151; with eight it is 20 + 0.72 × 131 = 114.
    for count, beyond in ((9, True), (8, False)):
        days = [_day(so2="151" if n < count else "20") for n in range(365)]
        assert ("so2.daily" in judge_air_year(days, with_daily_limits=True).beyond) is beyond
