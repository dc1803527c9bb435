"""Every clock of every register, across the Spring Festival and the National Day of 2025 and 调休.

The oracle walks day by day over the State Council's notices for 2024 to 2026, written out here, so
that it shares nothing with the code under test. Starts are found by it, clock by clock: so many
days before a holiday that the limit ends within it, on its last day, behind it and behind the
Saturday worked for it; that each clock really crosses is asserted, not assumed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random

import pytest

from duban.registers import (
    ClockState,
    DayKind,
    ExtensionRequest,
    Pause,
    Record,
    Visit,
    list_template_names,
    load_template,
    read_clock,
)
from duban.registers.clocks import find_limit_days
from duban.series import WorkCalendar
from registers.keeping import DAYS, day, trees

ONE = dt.timedelta(days=1)


def _days(*spans):
    found = set()
    for first, last in spans:
        one = day(first)
        while one <= day(last):
            found.add(one)
            one += ONE
    return found


REST = _days(
    ("2024-01-01", "2024-01-01"),
    ("2024-02-10", "2024-02-17"),
    ("2024-04-04", "2024-04-06"),
    ("2024-05-01", "2024-05-05"),
    ("2024-06-08", "2024-06-10"),
    ("2024-09-15", "2024-09-17"),
    ("2024-10-01", "2024-10-07"),
    ("2025-01-01", "2025-01-01"),
    ("2025-01-28", "2025-02-04"),
    ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"),
    ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08"),
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
)
WORK = {day(d) for d in ("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11")}
WORK |= {day(d) for d in ("2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11")}
WORK |= {day(d) for d in ("2024-09-14", "2024-09-29", "2024-10-12")}
WORK |= {day(d) for d in ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20")}
WORK |= {day("2026-10-10")}
#: The two holidays, each with the Sunday before and the Saturday behind that are worked for it.
HOLIDAYS = {
    "春节": (day("2025-01-26"), day("2025-01-28"), day("2025-02-04"), day("2025-02-08")),
    "国庆": (day("2025-09-28"), day("2025-10-01"), day("2025-10-08"), day("2025-10-11")),
}
KNOWN = day("2026-12-31")


def _works(one):
    return one in WORK or (one not in REST and one.weekday() < 5)


def _due(start, limit, kind, stills=()):
    """Walk: a day counts if it is worked (or any day of the calendar) and no pause holds."""
    one, left = start, limit
    while left > 0:
        one += ONE
        counts = kind is DayKind.CALENDAR or _works(one)
        left -= counts and not any(since < one <= until for since, until in stills)
    while kind is DayKind.WORKING and not _works(one):
        one += ONE
    return one


def _started(declaration, clock, start, **fields):
    values = {clock.start_field: start} if clock.start_field else {}
    stage = clock.starts[0] if clock.starts else declaration.stages[0].key
    visits = tuple(Visit(key, start) for key in (*clock.after[:1], stage))
    record = Record(declaration.id, "T1", start, values, visits)
    return dataclasses.replace(record, **fields)


CLOCKS = [(name, clock.key) for name in list_template_names() for clock in load_template(name).clocks]


def _limits(clock):
    if clock.limit_by is None:
        return [None]
    return [*clock.limits] or [None]


def _before(end, limit, kind):
    """The last day from which `limit` days end on `end` or later."""
    one, left = end, limit
    while left > 0:
        left -= kind is DayKind.CALENDAR or _works(one)
        one -= ONE
    return one


def _starts(limit, kind, holiday):
    """Starts whose limit ends about a holiday, and starts on each of its odd days."""
    worked_before, first, last, worked_behind = HOLIDAYS[holiday]
    ends = (first - ONE, first, last, last + ONE, worked_behind, worked_behind + 2 * ONE)
    within = (worked_before, first - ONE, first, last, worked_behind)
    return sorted({*(_before(end, limit, kind) for end in ends), *within})


def _record_of(declaration, clock, start, choice, **fields):
    record = _started(declaration, clock, start, **fields)
    if choice is not None:
        record.values[clock.limit_by] = choice
    return record


@pytest.mark.parametrize("holiday", HOLIDAYS)
@pytest.mark.parametrize(("name", "key"), CLOCKS)
def test_every_clock_counts_over_the_holidays(name, key, holiday):
    declaration, seen = load_template(name), set()
    clock = declaration.clock(key)
    worked_before, first, last, worked_behind = HOLIDAYS[holiday]
    for choice in _limits(clock):
        limit = find_limit_days(clock, _record_of(declaration, clock, first, choice))
        for start in _starts(limit, clock.days, holiday):
            record = _record_of(declaration, clock, start, choice)
            due = _due(start, limit, clock.days)
            assert due < KNOWN, "the oracle knows no more"
            reading = read_clock(declaration, clock, record, start, DAYS)
            assert reading.due == due, (choice, start)
            late = read_clock(declaration, clock, record, due + ONE, DAYS)
            assert (reading.overdue, late.overdue) == (False, True)
            on_time = read_clock(declaration, clock, record, due, DAYS)
            assert on_time.remaining_days == 0
            assert on_time.state is ClockState.SOON
            seen |= {"over"} if start < first and due > last else set()
            seen |= {"worked"} if start < worked_behind <= due else set()
            seen |= {"worked"} if start < worked_before <= due else set()
            seen |= {"within"} if first <= start <= last else set()
    # A clock of no days (the day itself is told) starts on the holiday and cannot cross it.
    assert seen >= ({"over", "worked", "within"} if limit else {"within"})


@pytest.mark.parametrize("holiday", HOLIDAYS)
@pytest.mark.parametrize(("name", "key"), CLOCKS)
def test_every_clock_stands_still_and_is_extended_over_the_holidays(name, key, holiday):
    """Extended by 3 days; still over all of the holiday, from within it, and to within it."""
    declaration = load_template(name)
    clock = declaration.clock(key)
    worked_before, first, last, worked_behind = HOLIDAYS[holiday]
    stills = (
        None,
        (first - ONE, last + ONE),
        (worked_before - ONE, worked_behind),
        (first + ONE, worked_behind - ONE),
        (worked_before, first + 2 * ONE),
    )
    crossed = set()
    for choice in _limits(clock):
        limit = find_limit_days(clock, _record_of(declaration, clock, first, choice))
        for start in _starts(limit, clock.days, holiday):
            for still in stills:
                crossed |= _still(declaration, clock, (start, choice, limit), still, holiday)
    assert crossed == {None, *stills}


def _still(declaration, clock, begun, still, holiday):
    start, choice, limit = begun
    _, first, last, _ = HOLIDAYS[holiday]
    record = _record_of(declaration, clock, start, choice)
    record.pauses = (Pause(clock.key, *still),) if still else ()
    record.requests = (
        ExtensionRequest(clock.key, 3, start, granted=True),
        ExtensionRequest(clock.key, 9, start, granted=False),
    )
    held = [(max(still[0], start), still[1])] if still and still[1] > start else []
    due = _due(start, limit + 3, clock.days, _reached(start, limit + 3, clock.days, held))
    asked = max(due, still[1] if still else due)
    reading = read_clock(declaration, clock, record, asked, DAYS)
    assert reading.due == due, (choice, start, still)
    assert reading.extended == 3
    return {still} if start <= last and due > first else set()


def _reached(start, limit, kind, held):
    """A pause that begins when the time is already up holds nothing."""
    return [(a, b) for a, b in held if a < _due(start, limit, kind)]


def test_while_it_stands_still_it_is_never_overdue_and_says_so():
    clock = trees().clock("listing")
    start = day("2025-03-03")
    record = _started(trees(), clock, start, pauses=(Pause("listing", day("2025-03-05")),))
    reading = read_clock(trees(), clock, record, day("2025-06-30"), DAYS)
    assert reading.state is ClockState.PAUSED
    assert reading.remaining_days == 8
    late = _started(trees(), clock, start, pauses=(Pause("listing", day("2025-04-01")),))
    assert read_clock(trees(), clock, late, day("2025-06-30"), DAYS).state is ClockState.OVERDUE


def test_it_stops_in_time_or_late_or_is_ended():
    clock = trees().clock("listing")
    start = day("2025-03-03")

    def state(*visits):
        record = _started(trees(), clock, start, visits=(Visit("found", start), *visits))
        return read_clock(trees(), clock, record, day("2025-12-31"), DAYS).state

    assert state(Visit("listed", day("2025-03-17"))) is ClockState.MET
    assert state(Visit("listed", day("2025-03-18"))) is ClockState.LATE
    assert state(Visit("dead", day("2025-03-18"))) is ClockState.ENDED
    assert state() is ClockState.OVERDUE


def test_entering_the_stage_again_starts_it_anew_and_a_stage_may_pause_it():
    declaration = load_template("hotline")
    clock = declaration.clock("handling")
    visits = (
        Visit("intake", day("2025-03-03")),
        Visit("dispatched", day("2025-03-03")),
        Visit("returned", day("2025-03-05")),
        Visit("dispatched", day("2025-03-10")),
    )
    record = Record("hotline", "T1", visits[0].since, {"kind": "咨询"}, visits[:3])
    reading = read_clock(declaration, clock, record, day("2025-03-20"), DAYS)
    assert (reading.state, reading.remaining_days) == (ClockState.PAUSED, 3)
    record.visits = visits
    reading = read_clock(declaration, clock, record, day("2025-03-12"), DAYS)
    assert (reading.started, reading.due) == (day("2025-03-10"), day("2025-03-17"))


def test_work_that_is_sent_back_has_a_clock_of_its_own():
    declaration = load_template("hotline")
    steps = [("dispatched", "03"), ("signed", "04"), ("answered", "07"), ("signed", "10")]
    visits = tuple(Visit(stage, day(f"2025-03-{n}")) for stage, n in steps)
    values = {"kind": "咨询"}
    again, handling = declaration.clock("again"), declaration.clock("handling")

    def reading(clock, count, when):
        record = Record("hotline", "T1", visits[0].since, values, visits[:count])
        return read_clock(declaration, clock, record, day(when), DAYS)

    assert reading(again, 2, "2025-03-05").state is ClockState.IDLE
    assert reading(again, 4, "2025-03-11").due == day("2025-03-17")
    assert reading(again, 4, "2025-03-18").state is ClockState.OVERDUE
    assert reading(handling, 4, "2025-03-18").state is ClockState.MET


def test_the_table_of_days_counts_as_the_calendar_does():
    rng = random.Random(5)
    calendar = WorkCalendar()
    for _ in range(300):
        start = dt.date(2023, 1, 1) + rng.randint(0, 1000) * ONE
        n = rng.randint(0, 70)
        assert DAYS.add(start, n) == calendar.add_working_days(start, n)
        end = start + rng.randint(-90, 90) * ONE
        assert DAYS.between(start, end) == calendar.count_working_days(start, end)
