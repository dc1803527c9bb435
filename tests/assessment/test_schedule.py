"""Schedules in every form that a claim may state them."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from duban.assessment import Schedule, ScheduleError, Target, TargetError

D = Decimal
START, END = dt.date(2025, 1, 1), dt.date(2025, 12, 31)


def of(schedule, **extra):
    claim = {"indicator": "项目", "kind": "volume", "value": 200, "unit": "个"}
    return Target.from_json(claim | {"schedule": schedule} | extra, id="1", year=2025).schedule


@pytest.mark.parametrize(
    ("schedule", "day", "share"),
    [
        ("even", "2025-05-31", "5/12"),
        ("even", "2025-06-15", "5/12"),
        ("均衡", "2025-12-31", "1"),
        ("quarterly", "2025-05-31", "1/4"),
        ("annual", "2025-11-30", "0"),
        ([D(n) / 20 for n in (1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20)], "2025-05-31", "3/10"),
        ([D(n) / 11 for n in range(1, 12)], "2025-02-28", None),
        ([0.1, 0.4, 0.7, 1], "2025-08-31", "2/5"),
        ([10, 40, 70, 100], "2025-06-30", "2/5"),
        ({"2025-Q1": 0.2, "2025-Q2": 0.5}, "2025-06-29", "1/5"),
        ({"2025-Q1": 0.2, "2025-Q2": 0.5}, "2025-06-30", "1/2"),
        ({"2025-01..05": "30%", "2025": "100%"}, "2025-05-31", "3/10"),
        ({"2025-06-30": 100, "2025": 200}, "2025-07-31", "1/2"),
        ({"kind": "step", "at": {"2025-Q1": 0.2}}, "2025-04-30", "1/5"),
        ({"kind": "step", "dates": ["2025-03-31"], "shares": [0.25]}, "2025-04-30", "1/4"),
        ({"kind": "step"}, "2025-08-31", "1/2"),
        ({"kind": "curve", "monthly": [0.5] * 11 + [1]}, "2025-01-31", "1/2"),
        ([{"period": "2025-Q1", "share": 0.3}], "2025-03-31", "3/10"),
        ({"type": "even"}, "2025-01-31", "1/12"),
    ],
)
def test_every_form_gives_its_share(schedule, day, share):
    found = of(schedule).as_fraction(dt.date.fromisoformat(day))
    if share is not None:
        assert found == Fraction(share)
    assert 0 <= found <= 1


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("sometimes", "没有叫"),
        ([0.1] * 11 + [0.5], "末项份额"),
        ([1 / 12] * 12, "各月自己的份额"),
        ([0.2, 0.5], "有 2 个份额"),
        ({"2025-Q1": 0.5, "2025-Q2": 0.2}, "降到"),
        ({"2025-Q7": 0.5}, "不是日期"),
        ({"2025-Q1": "lots"}, "不是数"),
        ({"2025-Q1": 500}, "既不是份额"),
        ({}, "是空的"),
        (7, "不是序时计划"),
        ("seasonal", "还要写"),
        ({"kind": "seasonal", "years": {"2024": [1, 2]}}, "12 个累计数"),
        ({"kind": "milestones"}, "milestones"),
    ],
)
def test_a_schedule_that_cannot_be_followed_says_how_to_write_it(schedule, words):
    with pytest.raises(TargetError, match=words) as caught:
        of(schedule)
    assert caught.value.field.startswith("schedule")


def test_an_even_schedule_fills_the_months_to_its_deadline():
    schedule = of("even", deadline="2025-05-20")
    assert schedule.as_fraction(dt.date(2025, 3, 31)) == Fraction(3, 5)
    assert schedule.as_fraction(dt.date(2025, 5, 20)) == 1


def test_a_share_of_an_amount_is_exact():
    share = Schedule.even(START, END).share(dt.date(2025, 11, 30))
    assert share.apply_to(D(120)) == 110


def test_past_years_are_averaged_by_their_own_december():
    past = {2023: {6: D(40), 12: D(100)}, 2024: {6: D(60), 12: D(100)}, 2022: {6: D(1)}}
    schedule = Schedule.seasonal(START, END, past)
    assert schedule.as_fraction(dt.date(2025, 6, 30)) == Fraction(1, 2)
    with pytest.raises(ScheduleError, match="12 月"):
        Schedule.seasonal(START, END, {2022: {6: D(1)}})


@pytest.mark.parametrize(
    ("deadline", "day"),
    [
        ("2025-06-30", "2025-06-30"),
        ("2025-H1", "2025-06-30"),
        ("2025-06", "2025-06-30"),
        ("2025-Q3", "2025-09-30"),
        ("6月底", "2025-06-30"),
        ("2025年10月15日前", "2025-10-15"),
        ("年底", "2025-12-31"),
        ("上半年", "2025-06-30"),
    ],
)
def test_a_deadline_in_every_form(deadline, day):
    assert of("even", deadline=deadline).deadline == dt.date.fromisoformat(day)


@pytest.mark.parametrize("deadline", ["soon", "2025-13-01", "2月30日", "2024-12-31"])
def test_a_deadline_that_is_none(deadline):
    with pytest.raises(TargetError, match="deadline"):
        of("even", deadline=deadline)
