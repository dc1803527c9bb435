"""A whole plan at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from duban.assessment.assessing import DEFAULT, Year
from duban.assessment.assessment import Assessment
from duban.assessment.rules import Rules
from duban.assessment.target import Target
from duban.series import Series

Item = tuple[Target, Series] | tuple[Target, Series, Series | None]


def assess_all(
    items: Iterable[Item], as_ofs: Sequence[dt.date], rules: Rules = DEFAULT
) -> Iterator[tuple[Assessment, ...]]:
    """Assess each target (with its series, and its reference series if it has one) on each day.

    Yields one tuple for each target, with what `assess` gives for each day. The year is replayed
    once for all days.
    """
    for item in items:
        target, series = item[0], item[1]
        reference = item[2] if len(item) == 3 else None
        year = Year(target, series, target.schedule, rules, reference)
        yield tuple(year.on(day) for day in as_ofs)
