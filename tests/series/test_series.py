"""A series keeps every version and never shows what was not yet published."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.series import Observation, Period, Series, SeriesError, Version

D = Decimal


def obs(period, value, unit="%", published=None, version="初步"):
    day = published and dt.date.fromisoformat(published)
    return Observation(Period.parse(period), D(value), unit, day, Version.parse(version))


GDP = Series.from_observations(
    "地区生产总值",
    "%",
    [
        obs("2025-Q1", "4.1", published="2025-04-20"),
        obs("2025-Q1", "4.4", published="2025-07-18", version="修订"),
        obs("2025-H1", "4.3", published="2025-07-18"),
    ],
)


def test_a_date_sees_only_what_was_published_by_then():
    assert GDP.find_latest(dt.date(2025, 4, 19)) is None
    assert GDP.find_latest(dt.date(2025, 5, 31)).value == D("4.1")
    assert GDP.find_latest(dt.date(2025, 7, 18)).period == Period.parse("2025-H1")


def test_a_revision_stands_beside_the_first_figure():
    q1 = Period.parse("2025-Q1")
    assert GDP.find_exact(q1, dt.date(2025, 7, 17)).value == D("4.1")
    assert GDP.find_exact(q1, dt.date(2025, 7, 18)).value == D("4.4")
    assert [o.value for o in GDP.vintages(q1)] == [D("4.1"), D("4.4")]


def test_of_two_versions_of_one_day_the_more_settled_counts():
    s = Series.from_observations(
        "x", "个", [obs("2025", "9", "个", "2026-01-20", "最终"), obs("2025", "8", "个", "2026-01-20")]
    )
    assert s.find_latest(dt.date(2026, 2, 1)).value == 9


def test_units_are_converted_and_mixed_units_refused():
    s = Series.from_observations("产值", "元", [obs("2025-Q1", "12.5", "亿元"), obs("2025-H1", "260000", "万元")])
    assert [o.value for o in s.observations] == [D("1250000000"), D("2600000000")]
    with pytest.raises(SeriesError, match="美元 cannot be converted to 元"):
        Series.from_observations("产值", "元", [obs("2025-Q1", "1", "万美元")])
    with pytest.raises(SeriesError, match="among figures in"):
        Series("产值", "元", (obs("2025-Q1", "1", "万元"),))


def test_one_version_with_two_values_is_refused():
    with pytest.raises(SeriesError, match="two values for 2025-Q1"):
        Series.from_observations("x", "%", [obs("2025-Q1", "1"), obs("2025-Q1", "2")])


def test_single_quarters_are_added_up_and_a_hole_gives_nothing():
    parts = [obs("2025-Q1", "5", "个"), obs("2025-Q2", "7", "个"), obs("2025-Q4", "2", "个")]
    s = Series.from_observations("x", "个", parts, single=True)
    assert s.cumulative_at(Period.parse("2025-Q2")) == 12
    assert s.cumulative_at(Period.parse("2025-Q4")) is None
    assert Series.from_observations("x", "个", parts).cumulative_at(Period.parse("2025-Q2")) == 7


def test_a_figure_is_not_published_before_its_period_ends():
    with pytest.raises(ValueError, match="cannot be published on 2025-03-30"):
        obs("2025-Q1", "1", published="2025-03-30")


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.integers(0, 400), st.integers(0, 10**6)),
        max_size=20,
        unique_by=lambda t: (t[0], t[1]),
    ),
    st.integers(0, 800),
)
def test_as_of_never_sees_the_future(rows, offset):
    observations = []
    for month, lag, value in rows:
        period = Period(2025, 1, month)
        day = period.end + dt.timedelta(days=lag)
        observations.append(Observation(period, D(value), "个", day))
    series = Series.from_observations("x", "个", observations)
    as_of = dt.date(2025, 1, 1) + dt.timedelta(days=offset)
    found = series.find_latest(as_of)
    assert found is None or found.published <= as_of
    assert series.as_published_by(as_of).find_latest(as_of) == found
