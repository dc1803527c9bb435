"""Days are counted by hand over May 2026: 1–5 are holidays, Saturday 9 is worked."""

from __future__ import annotations

import datetime as dt
import pickle

import pytest

from duban.orders import (
    CLOCK_BY_STAGE,
    ActionNotAllowed,
    OrderDates,
    OrderDays,
    Outcome,
    Stage,
    determine_outcome,
    find_reminder,
)
from duban.orders.clocks import DAYS_BY_URGENCY, Urgency
from duban.orders.outcomes import count_days_late
from duban.series import WorkCalendar

CALENDAR = WorkCalendar()
DUE = dt.date(2026, 5, 12)


def may(day: int) -> dt.date:
    return dt.date(2026, 5, day)


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        (may(5), None),  # six left: 6, 7, 8, 9, 11 and 12
        (may(6), -5),
        (may(7), -5),
        (may(9), -2),
        (may(10), -2),
        (may(11), -2),
        (may(12), 0),
        (may(13), 1),
        (may(14), 1),
        (may(15), 3),
        (may(18), 3),
        (may(19), 5),
        (dt.date(2026, 8, 3), 5),
    ],
)
def test_the_reminder_that_stands_is_the_last_whose_day_has_come(day: dt.date, stands: int | None) -> None:
    assert find_reminder(day, DUE, CALENDAR, days_before=(5, 2, 0), days_after=(1, 3, 5)) == stands


def test_no_reminder_is_skipped_when_days_are_missed() -> None:
    """Run daily or not, what stands on a day depends on the day alone."""
    days = [may(1) + dt.timedelta(days=n) for n in range(31)]
    stood = [find_reminder(d, DUE, CALENDAR, days_before=(5, 2, 0), days_after=(1, 3)) for d in days]
    seen = [n for n in stood if n is not None]
    assert seen == sorted(seen)
    assert set(seen) == {-5, -2, 0, 1, 3}


def test_a_holiday_after_a_due_date_is_not_overdue_by_working_days() -> None:
    due = dt.date(2026, 4, 30)
    assert find_reminder(may(5), due, CALENDAR, days_before=(0,), days_after=(1,)) is None
    assert find_reminder(may(6), due, CALENDAR, days_before=(0,), days_after=(1,)) == 1


@pytest.mark.parametrize(("urgency", "due"), [("urgent", may(8)), ("normal", may(25))])
def test_an_order_is_due_by_its_urgency(urgency: str, due: dt.date) -> None:
    assert OrderDays().due(Urgency(urgency), dt.date(2026, 4, 30), CALENDAR) == due


@pytest.mark.parametrize(("urgency", "days"), [("urgent", 6), ("urgent", 0), ("hard", 0)])
def test_days_that_no_order_could_have_are_refused(urgency: str, days: int) -> None:
    with pytest.raises(ValueError, match=urgency):
        OrderDays({**DAYS_BY_URGENCY, Urgency(urgency): days})


def test_a_stage_is_left_by_its_own_clock() -> None:
    assert CLOCK_BY_STAGE[Stage.ASSIGNED].due(dt.date(2026, 4, 30), CALENDAR) == may(6)


@pytest.mark.parametrize(
    ("stage", "replied", "word", "late"),
    [
        ("drafted", None, "prepared", 0),
        ("assigned", None, "late", 8),
        ("handling", None, "late", 8),
        ("replied", may(12), "in_progress", 0),
        ("replied", may(13), "late", 1),
        ("checked", may(12), "in_progress", 0),
        ("completed", may(12), "finished", 0),
        ("closed", may(15), "finished_late", 3),
        ("archived", may(12), "finished", 0),
        ("archived", None, "terminated", 0),
        ("terminated", None, "terminated", 0),
    ],
)
def test_an_order_is_in_time_when_the_unit_replied_by_the_due_date(
    stage: str, replied: dt.date | None, word: str, late: int
) -> None:
    dates = OrderDates(Stage(stage), DUE, replied)
    assert determine_outcome(dates, may(20)) == Outcome(word)
    assert count_days_late(dates, may(20)) == late


def test_the_error_survives_a_process_boundary() -> None:
    error = ActionNotAllowed("close", Stage.DRAFTED, frozenset({Stage.COMPLETED}))
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 (its own pickle)
