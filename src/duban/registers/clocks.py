"""A record's time limits on a day: due date, remaining days, and whether the clock is paused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from duban.registers.days import Days
from duban.registers.declaration import Clock, Declaration, StageKind
from duban.registers.record import ExtensionRequest, Record, Visit


class ClockState(StrEnum):
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
    ClockState.IDLE: "未起算",
    ClockState.RUNNING: "计时中",
    ClockState.SOON: "即将到期",
    ClockState.OVERDUE: "已超期",
    ClockState.PAUSED: "已暂停",
    ClockState.MET: "按时",
    ClockState.LATE: "逾期完成",
    ClockState.ENDED: "已终止",
}


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A clock read on a day.

    `remaining_days` are the days from the day of reading to `due` (negative when past), counted as
    the clock counts. While it is paused, `due` is the date that would hold if it resumed that day.
    """

    clock: str
    state: ClockState
    started: dt.date | None = None
    due: dt.date | None = None
    stopped: dt.date | None = None
    remaining_days: int | None = None
    extended: int = 0

    @property
    def overdue(self) -> bool:
        """Whether the due date has passed, or had passed when the clock stopped."""
        return self.state in (ClockState.OVERDUE, ClockState.LATE)


def read_clocks(declaration: Declaration, record: Record, as_of: dt.date, days: Days) -> tuple[ClockReading, ...]:
    """Every clock of the register, for one record (folded as of `as_of`)."""
    return tuple(read_clock(declaration, clock, record, as_of, days) for clock in declaration.clocks)


def read_clock(declaration: Declaration, clock: Clock, record: Record, as_of: dt.date, days: Days) -> ClockReading:
    """One clock of one record (folded as of `as_of`)."""
    start_date, visit_index = _find_start(clock, record)
    limit_days = find_limit_days(clock, record)
    if start_date is None or limit_days is None or (start_date > as_of and clock.start_field is None):
        return ClockReading(clock.key, ClockState.IDLE)
    stop_date = _find_stop(clock, record, start_date, visit_index, as_of)
    end_date = None if stop_date else _find_end(declaration, record, visit_index)
    reading_date = stop_date or end_date or as_of
    extension_days = sum(request.days for request in _list_requests_since(clock, record, start_date) if request.granted)
    due_date, is_paused = _compute_due_date(clock, record, start_date, limit_days + extension_days, reading_date, days)
    remaining_days = days.between(reading_date, due_date, clock.days)
    state = _derive_state(clock, remaining_days, reading_date > due_date, is_paused)
    if end_date:
        state = ClockState.ENDED
    elif stop_date:
        state = ClockState.LATE if stop_date > due_date else ClockState.MET
    return ClockReading(clock.key, state, start_date, due_date, stop_date or end_date, remaining_days, extension_days)


def _derive_state(clock: Clock, remaining_days: int, is_past: bool, is_paused: bool) -> ClockState:
    if is_past:
        return ClockState.OVERDUE
    if is_paused:
        return ClockState.PAUSED
    return ClockState.SOON if remaining_days <= clock.warn else ClockState.RUNNING


def find_limit_days(clock: Clock, record: Record) -> int | None:
    """The limit in days: that of the record's choice where the clock has `limit_by`."""
    if clock.limit_by is not None:
        return clock.limits.get(str(record.values.get(clock.limit_by)), clock.limit)
    return clock.limit


def _find_start(clock: Clock, record: Record) -> tuple[dt.date | None, int]:
    """The date of the latest start and the index of that visit (−1 when a field gives the date)."""
    if clock.start_field is not None:
        start_date = record.values.get(clock.start_field)
        return (start_date if isinstance(start_date, dt.date) else None), -1
    for visit_index in range(len(record.visits) - 1, -1, -1):
        visit = record.visits[visit_index]
        if visit.stage in clock.starts and _came_from_allowed_stage(clock, record, visit_index):
            return visit.since, visit_index
    return None, -1


def _came_from_allowed_stage(clock: Clock, record: Record, visit_index: int) -> bool:
    """Whether the visit came from one of the stages in `after`, where the clock has any."""
    previous_stage = record.visits[visit_index - 1].stage if visit_index else None
    return not clock.after or previous_stage in clock.after


def _find_stop(clock: Clock, record: Record, start_date: dt.date, visit_index: int, as_of: dt.date) -> dt.date | None:
    if clock.stop_field is not None:
        stop_date = record.values.get(clock.stop_field)
        if isinstance(stop_date, dt.date) and start_date <= stop_date <= as_of:
            return stop_date
    later_visits = record.visits[visit_index + 1 :]
    return next((visit.since for visit in later_visits if visit.stage in clock.stops), None)


def _find_end(declaration: Declaration, record: Record, visit_index: int) -> dt.date | None:
    """The date on which the record entered an ended stage after the start, or None."""
    latest_visit = record.visits[-1]
    if len(record.visits) - 1 > visit_index and declaration.stage(latest_visit.stage).kind is StageKind.ENDED:
        return latest_visit.since
    return None


def _list_requests_since(clock: Clock, record: Record, start_date: dt.date) -> list[ExtensionRequest]:
    return [request for request in record.requests if request.clock == clock.key and request.requested_on >= start_date]


def list_extension_requests(clock: Clock, record: Record) -> list[ExtensionRequest]:
    """The extensions requested since the clock last started."""
    start_date, _ = _find_start(clock, record)
    return _list_requests_since(clock, record, start_date) if start_date else []


def _compute_due_date(
    clock: Clock, record: Record, start_date: dt.date, limit_days: int, reading_date: dt.date, days: Days
) -> tuple[dt.date, bool]:
    """The due date, and whether the clock is paused on `reading_date`."""
    due_date = days.add(start_date, limit_days, clock.days)
    is_paused = False
    for pause_start, pause_end in _merge_pauses(clock, record, start_date, reading_date):
        if pause_start >= due_date:
            break
        limit_days += days.between(pause_start, pause_end or reading_date, clock.days)
        due_date = days.add(start_date, limit_days, clock.days)
        is_paused = pause_end is None
    return due_date, is_paused


def _merge_pauses(
    clock: Clock, record: Record, start_date: dt.date, reading_date: dt.date
) -> list[tuple[dt.date, dt.date | None]]:
    """The pauses after the start, overlapping ones merged, in order; an open one ends in None."""
    pauses = [(pause.since, pause.until) for pause in record.pauses if pause.clock == clock.key]
    pauses += _list_stage_pauses(clock, record.visits)
    merged: list[tuple[dt.date, dt.date | None]] = []
    for pause_start, pause_end in sorted(pauses, key=lambda span: (span[0], span[1] or dt.date.max)):
        pause_start = max(pause_start, start_date)
        if pause_start > reading_date or (pause_end is not None and pause_end <= pause_start):
            continue
        pause_end = None if pause_end is None or pause_end > reading_date else pause_end
        if merged and (merged[-1][1] is None or pause_start <= merged[-1][1]):
            previous = merged[-1]
            merged_end = None if previous[1] is None or pause_end is None else max(previous[1], pause_end)
            merged[-1] = (previous[0], merged_end)
        else:
            merged.append((pause_start, pause_end))
    return merged


def _list_stage_pauses(clock: Clock, visits: tuple[Visit, ...]) -> list[tuple[dt.date, dt.date | None]]:
    end_dates = [*(visit.since for visit in visits[1:]), None]
    visits_with_ends = zip(visits, end_dates, strict=True)
    return [(visit.since, end_date) for visit, end_date in visits_with_ends if visit.stage in clock.pauses]
