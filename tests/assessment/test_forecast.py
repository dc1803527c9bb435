"""The forecast of the year's end, as a reader with a pencil would make it."""

import datetime as dt
from decimal import Decimal

from duban.assessment import Rules, Status, Target, assess
from duban.series import Observation, Period, Series

D = Decimal
AS_OF = dt.date(2025, 7, 31)


def run(claim, *points, as_of=AS_OF, rules=None):
    target = Target.from_json({"indicator": "某指标"} | claim, id="1", year=2025)
    rows = [Observation(Period.parse(p), D(str(v)), target.unit) for p, v in points]
    series = Series.from_observations("某指标", target.unit, rows)
    return assess(target, series, None, as_of, rules or Rules.load("default"))


def test_an_amount_is_divided_by_what_was_due():
    found = run({"kind": "volume", "value": 100, "unit": "个"}, ("2025-H1", 45)).forecast
    assert found.estimates == (("schedule", D(90)),)
    # 50 are still asked for; 35% of them is the standard deviation.
    assert (found.mid, found.deviation) == (90, D("17.5"))
    # 90 - 17.5 × 1.2816 = 67.572, and whole things end in whole numbers.
    assert found.low == 68
    assert 0.28 < found.probability < 0.29


def test_an_own_curve_and_the_run_rate_are_averaged():
    claim = {"kind": "volume", "value": 100, "unit": "个", "schedule": {"2025-H1": 0.3}}
    found = run(claim, ("2025-H1", 30)).forecast
    assert dict(found.estimates) == {"schedule": 100, "run_rate": 60}
    assert found.mid == 80


def test_past_years_in_the_series_give_their_share():
    claim = {"kind": "volume", "value": 100, "unit": "个"}
    past = [("2023-H1", 20), ("2023", 100), ("2024-H1", 60), ("2024", 200)]
    found = run(claim, *past, ("2025-H1", 30)).forecast
    assert dict(found.estimates) == {"schedule": 60, "past_years": 120}


def test_what_is_done_stays_done():
    claim = {"kind": "volume", "value": 100, "unit": "个"}
    found = run(claim, ("2025-01..11", 40), as_of=dt.date(2025, 12, 15)).forecast
    assert found.low == 40


def test_a_rate_keeps_its_pace_and_the_rest_of_the_year_is_unsure():
    found = run({"kind": "growth", "value": 5, "unit": "%"}, ("2025-H1", 5)).forecast
    assert (found.mid, found.deviation, found.probability) == (5, 1, 0.5)


def test_around_counts_as_met_from_the_edge_of_the_band():
    claim = {"kind": "growth", "value": 5, "unit": "%", "comparator": "approx"}
    assert run(claim, ("2025-H1", 4.7)).forecast.probability == 0.5


def test_less_is_better_turns_the_chance_round():
    claim = {"kind": "share", "value": 5.5, "unit": "%", "comparator": "le"}
    assert run(claim, ("2025-H1", 5.2)).forecast.probability > 0.6


def test_a_settled_year_has_no_doubt():
    claim = {"kind": "volume", "value": 100, "unit": "个"}
    late = dt.date(2026, 1, 20)
    missed = run(claim, ("2025", 99), as_of=late)
    assert (missed.status, missed.probability) == (Status.OVERDUE, 0.0)
    assert run(claim, ("2025-H1", 100)).probability == 1.0


def test_nothing_is_foretold_where_figures_cannot_tell():
    assert run({"kind": "volume", "value": 0, "unit": "个"}, ("2025-H1", 0)).forecast is None
    annual = {"kind": "growth", "value": 5, "unit": "%", "annual_only": True}
    early = run(annual, ("2025-H1", 4))
    assert early.forecast is None
    assert (early.status, early.value, early.expected) == (Status.NOT_DUE, 4, None), "the figure stands all the same"
