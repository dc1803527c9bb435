"""The sum of what each record adds is the measure; each says when it must be made anew."""

from __future__ import annotations

import datetime as dt

import pytest

from duban.registers import Created, Moved, compute_figure, fold, list_template_names, load_template
from duban.registers.contributions import compute_contributions, find_next_change, sum_contributions
from duban.registers.generating import generate_histories
from registers.keeping import DAYS, created, day, trees

START, END = dt.date(2024, 9, 1), dt.date(2025, 12, 31)


@pytest.mark.parametrize("name", list_template_names())
def test_the_sum_of_contributions_is_the_measure_in_all_and_by_group(name):
    declaration = load_template(name)
    records = [fold(declaration, e) for e in generate_histories(declaration, 120, 21, START, END, DAYS)]
    for measure in declaration.measures:
        kept = [one for r in records for one in compute_contributions(declaration, measure, r, END, DAYS)]
        whole = compute_figure(declaration, measure, records, END, DAYS)
        assert sum_contributions(measure, kept, END) == {None: whole.value}
        for by in measure.by:
            split = compute_figure(declaration, measure, records, END, DAYS, by=by).groups
            assert sum_contributions(measure, kept, END, by=by) == split


@pytest.mark.parametrize("name", list_template_names())
def test_a_contribution_kept_from_an_earlier_day_holds_until_the_day_it_says(name):
    """Nothing happens to the records; days pass. Only those whose day has come are made anew."""
    declaration = load_template(name)
    early, late = dt.date(2025, 10, 1), dt.date(2026, 2, 20)
    records = [fold(declaration, e) for e in generate_histories(declaration, 60, 8, START, early, DAYS)]
    for measure in declaration.measures:
        kept = {}
        for record in records:
            mine = compute_contributions(declaration, measure, record, early, DAYS)
            kept[record.id] = (mine, find_next_change(declaration, measure, record, early, DAYS))
        as_of = early
        while as_of < late:
            as_of += dt.timedelta(days=19)
            for record in records:
                until = kept[record.id][1]
                if until is not None and until <= as_of:
                    mine = compute_contributions(declaration, measure, record, as_of, DAYS)
                    kept[record.id] = (mine, find_next_change(declaration, measure, record, as_of, DAYS))
            flat = [one for mine, _ in kept.values() for one in mine]
            wanted = compute_figure(declaration, measure, records, as_of, DAYS).value
            assert sum_contributions(measure, flat, as_of) == {None: wanted}, (measure.key, as_of)


def test_a_measure_of_what_is_late_changes_on_the_day_after_the_due_day():
    hotline = load_template("hotline")
    ticket = {"subject": "路灯", "channel": "电话", "kind": "咨询", "content": "不亮"}
    at = dt.datetime(2025, 3, 3, 9, tzinfo=dt.UTC)
    events = [
        Created(record="T1", serial=1, at=at, actor="甲", values=ticket),
        Moved(record="T1", serial=2, at=at, actor="甲", to="dispatched"),
    ]
    record = fold(hotline, events)
    overdue = hotline.measure("overdue")
    # Signing is due on the 5th, of which the measure does not speak; handling on the 10th.
    assert find_next_change(hotline, overdue, record, day("2025-03-03"), DAYS) == day("2025-03-11")
    assert find_next_change(hotline, overdue, record, day("2025-03-11"), DAYS) is None
    assert compute_contributions(hotline, overdue, record, day("2025-03-10"), DAYS) == []
    assert len(compute_contributions(hotline, overdue, record, day("2025-03-11"), DAYS)) == 1
    received = hotline.measure("received")
    assert find_next_change(hotline, received, record, day("2025-03-03"), DAYS) is None


def test_the_latest_value_is_no_sum():
    from duban.registers import load
    from registers.keeping import TREES

    text = TREES.replace('take = "average"', 'take = "latest"\ndate = "since(\'found\')"')
    declaration = load(text)
    measure = declaration.measure("girth")
    record = fold(declaration, [created("2025-03-03", girth=2)])
    assert compute_figure(declaration, measure, [record], END, DAYS).value == 2
    with pytest.raises(ValueError, match="不能由各条相加"):
        sum_contributions(measure, [], END)
    assert trees().measure("girth").take == "average"
