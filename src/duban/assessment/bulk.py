"""A whole plan at once, and a whole year of one target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from duban.assessment.assessing import DEFAULT, assess
from duban.assessment.assessment import Assessment
from duban.assessment.model import Light
from duban.assessment.rules import Rules
from duban.assessment.schedule import month_end
from duban.assessment.target import Target
from duban.series import Series

Item = tuple[Target, Series] | tuple[Target, Series, Series | None]


def assess_all(
    items: Iterable[Item], as_ofs: Sequence[dt.date], rules: Rules = DEFAULT
) -> Iterator[tuple[Assessment, ...]]:
    """Each target (with its series, and the reference series where it has one) on each day.

    The days are in order of time; each assessment remembers the lights of those before it.
    """
    for item in items:
        target, series = item[0], item[1]
        reference = item[2] if len(item) == 3 else None
        lights: list[Light | None] = []
        row = []
        for day in as_ofs:
            found = assess(target, series, None, day, rules, lights, reference=reference)
            lights.append(found.light)
            row.append(found)
        yield tuple(row)


def replay(
    target: Target,
    series: Series,
    as_of: dt.date,
    rules: Rules = DEFAULT,
    *,
    reference: Series | None = None,
) -> Assessment:
    """The assessment on `as_of`, remembering the lights that the year's earlier figures gave.

    For whoever has no stored history: every figure is judged on the day it became known, and every
    month's end too, for a deadline may pass without a figure.
    """
    lights = [
        assess(target, series, None, day, rules, reference=reference, until=until).light
        for day, until in _moments(target, series, as_of)
    ]
    return assess(target, series, None, as_of, rules, lights, reference=reference)


def _moments(
    target: Target, series: Series, as_of: dt.date
) -> Iterator[tuple[dt.date, dt.date | None]]:
    for obs in series.observations:
        if obs.period.end >= target.start and obs.known <= as_of:
            # Figures published on one day for several periods each lit their own month.
            yield obs.known, obs.period.end
    for month in range(1, 13):
        end = month_end(target.year, month)
        if end < as_of:
            yield end, None
