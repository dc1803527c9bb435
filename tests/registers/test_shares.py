"""The shares of a day are what the measure counts on it, whatever happened and was corrected."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest

from duban.registers import Corrected, compute_figure_at, fold, list_template_names, load, load_template
from duban.registers.contributions import compute_value
from duban.registers.generating import generate_histories
from duban.registers.shares import compute_shares, is_summable
from registers.keeping import DAYS, TREES

START, END = dt.date(2024, 9, 1), dt.date(2025, 12, 31)
LATER = (dt.date(2026, 2, 28), dt.date(2027, 1, 1))


def _summed(measure, kept, as_of, by=None):
    sums = {}
    for one in kept:
        if one.on(measure, as_of):
            sides = sums.setdefault(dict(one.groups)[by] if by else None, [Decimal(0), Decimal(0)])
            sides[0] += one.above
            sides[1] += one.below
    if by is None:
        sums.setdefault(None, [Decimal(0), Decimal(0)])
    return {group: compute_value(measure, *sides) for group, sides in sums.items()}


def _same(declaration, stories, days):
    measures = [one for one in declaration.measures if is_summable(one)]
    kept = [compute_shares(declaration, measures, events, DAYS) for events in stories]
    for measure in measures:
        own = [s for of_one in kept for s in of_one if s.measure == measure.key]
        for as_of in days:
            wanted = compute_figure_at(declaration, measure, stories, as_of, DAYS)
            counted = [s for s in own if s.on(measure, as_of)]
            assert sorted(s.id for s in counted) == sorted(wanted.record_ids), (measure.key, as_of)
            assert _summed(measure, own, as_of) == {None: wanted.value}, (measure.key, as_of)
            for by in measure.by:
                split = compute_figure_at(declaration, measure, stories, as_of, DAYS, by=by).groups
                assert _summed(measure, own, as_of, by) == split, (measure.key, as_of, by)


@pytest.mark.parametrize("name", list_template_names())
def test_as_of_any_day_the_shares_are_what_is_counted(name):
    rng = random.Random(name)
    stories = list(generate_histories(load_template(name), 40, 33, START, END, DAYS))
    some = [START + dt.timedelta(days=rng.randrange((END - START).days)) for _ in range(5)]
    _same(load_template(name), stories, [*some, *LATER])


def test_a_correction_of_a_past_day_changes_the_shares_since_that_day():
    hotline = load_template("hotline")
    stories = list(generate_histories(hotline, 150, 5, START, END, DAYS))
    for n, events in enumerate(stories):
        if n % 3 == 0:
            last = max(events, key=lambda e: e.serial)
            told = {"kind": ("投诉", "咨询")[n % 2], "satisfied": "不满意"}
            events.append(
                Corrected(
                    record=last.record,
                    serial=last.serial + 1,
                    at=last.at + dt.timedelta(days=60),
                    actor="某人",
                    effective=events[0].day + dt.timedelta(days=n % 20),
                    values=told,
                    reason="登记有误",
                )
            )
    _same(hotline, stories, [START + dt.timedelta(days=n) for n in range(20, 480, 23)])


def test_a_share_lasts_from_day_to_day_without_gap_or_overlap():
    hotline = load_template("hotline")
    measures = [one for one in hotline.measures if is_summable(one)]
    for events in generate_histories(hotline, 60, 9, START, END, DAYS):
        first = fold(hotline, events)
        found = compute_shares(hotline, measures, events, DAYS)
        for one in found:
            assert one.until is None or one.since < one.until
            assert one.id == first.id
        for measure in measures:
            own = sorted(s.since for s in found if s.measure == measure.key)
            assert len(own) == len(set(own))


def test_what_goes_by_the_day_asked_for_has_no_shares():
    text = TREES.replace('take = "average"', 'take = "latest"\ndate = "since(\'found\')"')
    declaration = load(text)
    measure = declaration.measure("girth")
    assert not is_summable(measure)
    with pytest.raises(ValueError, match="不能由各条相加"):
        compute_shares(declaration, [measure], [], DAYS)
