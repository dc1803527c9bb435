"""Working days know the holidays and the days worked for them (调休)."""

import datetime as dt

import pytest

from duban.series import WorkCalendar

CALENDAR = WorkCalendar()


def test_a_saturday_made_up_for_is_worked_and_a_holiday_is_not():
    assert CALENDAR.is_working_day(dt.date(2025, 1, 26))
    assert not CALENDAR.is_working_day(dt.date(2025, 10, 8))
    assert not CALENDAR.is_working_day(dt.date(2025, 3, 8))


def test_adding_working_days_skips_the_national_holiday():
    assert CALENDAR.add_working_days(dt.date(2025, 9, 30), 1) == dt.date(2025, 10, 9)
    assert CALENDAR.add_working_days(dt.date(2025, 10, 4), 0) == dt.date(2025, 10, 9)
    with pytest.raises(ValueError, match="0 or more"):
        CALENDAR.add_working_days(dt.date(2025, 9, 30), -1)


def test_between_counts_what_add_added():
    start = dt.date(2025, 1, 20)
    for n in (1, 5, 12):
        assert CALENDAR.count_working_days(start, CALENDAR.add_working_days(start, n)) == n


def test_a_due_day_on_a_holiday_moves_on_and_grace_is_added():
    assert CALENDAR.due_date(2025, 9, day_of_month=5) == dt.date(2025, 10, 9)
    assert CALENDAR.due_date(2025, 9, day_of_month=5, grace_days=2) == dt.date(2025, 10, 11)  # a Saturday worked
    assert CALENDAR.due_date(2025, 12, day_of_month=31) == dt.date(2026, 2, 2)


def test_an_own_table_wins():
    own = WorkCalendar(work=[dt.date(2025, 10, 1)], rest=[dt.date(2025, 10, 9)])
    assert own.is_working_day(dt.date(2025, 10, 1))
    assert not own.is_working_day(dt.date(2025, 10, 9))
