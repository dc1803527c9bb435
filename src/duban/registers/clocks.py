"""A record's time limits on a day: due date, remaining days, and whether the clock is paused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from duban.registers.days import Days
from duban.registers.declaration import Clock, Declaration, StageKind
from duban.registers.record import Record, Request, Visit


class State(StrEnum):
    """The state of a clock."""

    IDLE = "idle"
    RUNNING = "running"
    SOON = "soon"
    OVERDUE = "overdue"
    PAUSED = "paused"
    MET = "met"
    LATE = "late"
    ENDED = "ended"


STATE_LABELS = {
    State.IDLE: "未起算",
    State.RUNNING: "计时中",
    State.SOON: "即将到期",
    State.OVERDUE: "已超期",
    State.PAUSED: "已暂停",
    State.MET: "按时",
    State.LATE: "逾期完成",
    State.ENDED: "已终止",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock read on a day.

    `remaining_days` are the days from the day of reading to `due` (negative when past), counted as
    the clock counts. While it is paused, `due` is the date that would hold if it resumed that day.
    """

    clock: str
    state: State
    started: dt.date | None = None
    due: dt.date | None = None
    stopped: dt.date | None = None
    left: int | None = None
    extended: int = 0

    @property
    def overdue(self) -> bool:
        """Whether the due date has passed, or had passed when the clock stopped."""
        return self.state in (State.OVERDUE, State.LATE)


def read_clocks(
    declaration: Declaration, record: Record, as_of: dt.date, days: Days
) -> tuple[Reading, ...]:
    """Every clock of the register, for one record (folded as of `as_of`)."""
    return tuple(
        read_clock(declaration, clock, record, as_of, days) for clock in declaration.clocks
    )


def read_clock(
    declaration: Declaration, clock: Clock, record: Record, as_of: dt.date, days: Days
) -> Reading:
    """One clock of one record (folded as of `as_of`)."""
    started, place = _start(clock, record)
    limit = limit_of(clock, record)
    if started is None or limit is None or (started > as_of and clock.start_field is None):
        return Reading(clock.key, State.IDLE)
    stopped = _stop(clock, record, started, place, as_of)
    ended = None if stopped else _ended(declaration, record, place)
    now = stopped or ended or as_of
    extended = sum(r.days for r in _requests(clock, record, started) if r.granted)
    due, still = _due(clock, record, started, limit + extended, now, days)
    left = days.between(now, due, clock.days)
    state = _state(clock, left, now > due, still)
    if ended:
        state = State.ENDED
    elif stopped:
        state = State.LATE if stopped > due else State.MET
    return Reading(clock.key, state, started, due, stopped or ended, left, extended)


def _state(clock: Clock, left: int, past: bool, still: bool) -> State:
    if past:
        return State.OVERDUE
    if still:
        return State.PAUSED
    return State.SOON if left <= clock.warn else State.RUNNING


def limit_of(clock: Clock, record: Record) -> int | None:
    """The limit in days: that of the record's choice where the clock has `limit_by`."""
    if clock.limit_by is not None:
        return clock.limits.get(str(record.values.get(clock.limit_by)), clock.limit)
    return clock.limit


def _start(clock: Clock, record: Record) -> tuple[dt.date | None, int]:
    """The date of the latest start and the index of that visit (−1 when a field gives the date)."""
    if clock.start_field is not None:
        day = record.values.get(clock.start_field)
        return (day if isinstance(day, dt.date) else None), -1
    for place in range(len(record.visits) - 1, -1, -1):
        visit = record.visits[place]
        if visit.stage in clock.starts and _came(clock, record, place):
            return visit.since, place
    return None, -1


def _came(clock: Clock, record: Record, place: int) -> bool:
    """Whether the visit came from one of the stages in `after`, where the clock has any."""
    before = record.visits[place - 1].stage if place else None
    return not clock.after or before in clock.after


def _stop(
    clock: Clock, record: Record, started: dt.date, place: int, as_of: dt.date
) -> dt.date | None:
    if clock.stop_field is not None:
        day = record.values.get(clock.stop_field)
        if isinstance(day, dt.date) and started <= day <= as_of:
            return day
    later = record.visits[place + 1 :]
    return next((visit.since for visit in later if visit.stage in clock.stops), None)


def _ended(declaration: Declaration, record: Record, place: int) -> dt.date | None:
    """The date on which the record entered an ended stage after the start, or None."""
    last = record.visits[-1]
    if len(record.visits) - 1 > place and declaration.stage(last.stage).kind is StageKind.ENDED:
        return last.since
    return None


def _requests(clock: Clock, record: Record, started: dt.date) -> list[Request]:
    return [r for r in record.requests if r.clock == clock.key and r.asked >= started]


def requests_of(clock: Clock, record: Record) -> list[Request]:
    """The extensions requested since the clock last started."""
    started, _ = _start(clock, record)
    return _requests(clock, record, started) if started else []


def _due(
    clock: Clock, record: Record, started: dt.date, limit: int, now: dt.date, days: Days
) -> tuple[dt.date, bool]:
    """The due date, and whether the clock is paused on `reading_date`."""
    due = days.add(started, limit, clock.days)
    still = False
    for since, until in _stills(clock, record, started, now):
        if since >= due:
            break
        limit += days.between(since, until or now, clock.days)
        due = days.add(started, limit, clock.days)
        still = until is None
    return due, still


def _stills(
    clock: Clock, record: Record, started: dt.date, now: dt.date
) -> list[tuple[dt.date, dt.date | None]]:
    """The pauses after the start, overlapping ones merged, in order; an open one ends in None."""
    found = [(p.since, p.until) for p in record.pauses if p.clock == clock.key]
    found += _stages(clock, record.visits)
    merged: list[tuple[dt.date, dt.date | None]] = []
    for since, until in sorted(found, key=lambda x: (x[0], x[1] or dt.date.max)):
        since = max(since, started)
        if since > now or (until is not None and until <= since):
            continue
        until = None if until is None or until > now else until
        if merged and (merged[-1][1] is None or since <= merged[-1][1]):
            before = merged[-1]
            ends = None if before[1] is None or until is None else max(before[1], until)
            merged[-1] = (before[0], ends)
        else:
            merged.append((since, until))
    return merged


def _stages(clock: Clock, visits: tuple[Visit, ...]) -> list[tuple[dt.date, dt.date | None]]:
    ends = [*(visit.since for visit in visits[1:]), None]
    pairs = zip(visits, ends, strict=True)
    return [(visit.since, end) for visit, end in pairs if visit.stage in clock.pauses]
