"""Measures computed the slow and plain way, sharing no code with duban.registers.measuring.

A history is replayed into dicts by hand; expressions are evaluated by Python itself, over values
for which every comparison with nothing is false.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from decimal import Decimal
from functools import cache

from duban.registers import ClockState, fold, read_clock
from duban.registers import events as happened
from registers.keeping import DAYS


class Nothing:
    """A missing value: no comparison with it holds, no sum with it is anything."""

    __hash__ = None

    def _no(self, _other):
        return False

    def _nothing(self, _other):
        return self

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _no
    __add__ = __sub__ = __mul__ = __truediv__ = _nothing
    __radd__ = __rsub__ = __rmul__ = __rtruediv__ = _nothing

    def __bool__(self):
        return False


NOTHING = Nothing()


def replay(events, as_of):
    """Stage dates, values and rows on a day, by a loop over the events in their order."""
    told = [e for e in events if e.day <= as_of]
    if not told:
        return None
    told.sort(key=lambda e: (e.day, e.serial))
    values, stages, rows = {}, [], {}
    for event in told:
        match event:
            case happened.Created():
                values.update(event.values)
                stages.append((None, event.day))
            case happened.Corrected(rows=str(group), row=row) | happened.RowEdited(rows=group, row=row):
                rows[group][row][0].update(event.values)
            case happened.Edited() | happened.Corrected():
                values.update(event.values)
            case happened.Moved():
                values.update(event.values)
                stages.append((event.to, event.day))
            case happened.RowAdded():
                rows.setdefault(event.rows, {})[event.row] = (dict(event.values), [event.day])
            case happened.RowClosed():
                rows[event.rows][event.row][1].append(event.day)
    return values, stages, rows


def _names(declaration, events, as_of):
    values, stages, rows = replay(events, as_of)
    stages = [(key or declaration.stages[0].key, day) for key, day in stages]
    known = {field.key: NOTHING for field in declaration.fields}
    names = known | {k: v for k, v in values.items() if v is not None}

    def since(stage):
        return next((day for key, day in stages if key == stage), NOTHING)

    def state(key):
        record = fold(declaration, events, as_of)
        return read_clock(declaration, declaration.clock(key), record, as_of, DAYS).state

    def numbers(group, key):
        found = [row[0].get(key) for row in rows.get(group, {}).values()]
        return [x for x in found if x is not None]

    names |= {
        "stage": stages[-1][0],
        "today": as_of,
        "F_missing": lambda x: x is NOTHING,
        "F_number": lambda x: 1 if x is True else 0,
        "F_year": lambda x: NOTHING if x is NOTHING else x.year,
        "F_month": lambda x: NOTHING if x is NOTHING else x.month,
        "F_days": lambda a, b: NOTHING if NOTHING is a or NOTHING is b else (b - a).days,
        "F_contains": lambda a, b: a is not NOTHING and b in a,
        "F_reached": lambda stage: since(stage) is not NOTHING,
        "F_since": since,
        "F_rows": lambda group: len(rows.get(group, {})),
        "F_open": lambda group: sum(len(row[1]) == 1 for row in rows.get(group, {}).values()),
        "F_total": lambda group, key: sum(numbers(group, key), Decimal(0)),
        "F_latest": lambda group, key: (numbers(group, key) or [NOTHING])[-1],
        "F_most": lambda group, key: max(numbers(group, key), default=NOTHING),
        "F_least": lambda group, key: min(numbers(group, key), default=NOTHING),
        "F_started": lambda key: state(key) is not ClockState.IDLE,
        "F_met": lambda key: state(key) is ClockState.MET,
        "F_overdue": lambda key: state(key) in (ClockState.OVERDUE, ClockState.LATE),
    }
    return names, rows


@cache
def _code(text):
    # A field may be called as a function is (year, total), so functions get names of their own.
    return compile(re.sub(r"\b(\w+)\(", r"F_\1(", text), text, "eval")


def _evaluate(expression, names):
    return eval(_code(str(expression)), {"__builtins__": {}}, names)  # noqa: S307 # a test's own


def _each(declaration, measure, record, names, rows):
    if measure.over is None:
        yield record, names
        return
    fields = {f.key: NOTHING for f in declaration.group(measure.over).fields}
    for key, (values, days) in rows.get(measure.over, {}).items():
        own = {k: v for k, v in values.items() if v is not None}
        closed = days[1] if len(days) > 1 else NOTHING
        dates = {"row_added": days[0], "row_closed": closed}
        yield f"{record}/{key}", names | fields | own | dates


def _in_span(measure, names, as_of):
    if measure.date is None:
        return True
    day = _evaluate(measure.date, names)
    if day is NOTHING or day > as_of:
        return False
    same_year = measure.span == "stock" or day.year == as_of.year
    return same_year and (measure.span != "month" or day.month == as_of.month)


def brute(declaration, all_events, as_of):
    """The ids and the value of every measure on a day: each history is replayed once."""
    told = [
        (events[0].record, *_names(declaration, events, as_of))
        for events in all_events
        if any(e.day <= as_of for e in events)
    ]
    return {one.key: _counted(declaration, one, told, as_of) for one in declaration.measures}


def _counted(declaration, measure, told, as_of):
    taken = []
    for record, own, rows in told:
        for name, names in _each(declaration, measure, record, own, rows):
            if measure.where is not None and _evaluate(measure.where, names) is not True:
                continue
            if _in_span(measure, names, as_of):
                taken.append((name, names))
    return [name for name, _ in taken], _value(measure, [names for _, names in taken])


def _value(measure, taken):
    if measure.take == "count":
        return Decimal(len(taken))
    if measure.take == "rate":
        good = sum(_evaluate(measure.part, names) is True for names in taken)
        return Decimal(100 * good) / len(taken) if taken else None
    pairs = [(_evaluate(measure.of, n), n) for n in taken]
    pairs = [(x, n) for x, n in pairs if x is not NOTHING]
    if measure.take == "latest":
        days = [(_evaluate(measure.date, n), x) for x, n in pairs]
        return max(days, key=lambda p: p[0])[1] if days else None
    if measure.take == "ratio":
        pers = [x for n in taken if (x := _evaluate(measure.per, n)) is not NOTHING]
        above, below = (sum(map(Decimal, xs), Decimal(0)) for xs in ([x for x, _ in pairs], pers))
        return above / below * (100 if measure.unit == "%" else 1) if below else None
    total = sum((Decimal(x) for x, _ in pairs), Decimal(0))
    if measure.take == "sum":
        return total
    return total / len(pairs) if pairs else None


def days_of_note(rng, stories, start, end, *, events=3):
    """Every month's end, the first and last day and those outside, and days on which things happen.

    Of `events` events in different histories the day itself, the day before and the day after;
    a day long after the last, when every clock has run out.
    """
    one = dt.timedelta(days=1)
    found = {start - one, start, end, end + one, end + 100 * one}
    month = start.replace(day=1)
    while month <= end:
        last = month.replace(day=monthrange(month.year, month.month)[1])
        found.add(last)
        month = last + one
    for story in rng.sample(stories, events):
        day = rng.choice(story).day
        found |= {day - one, day, day + one}
    return sorted(found)
