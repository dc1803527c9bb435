"""Every measure of every register is what a plain count over replayed histories gives, on any day.

Days of note, some thirty of each register: month ends, first and last days, days of events and
those beside them. `python -m bench.register --brute` does the same with 10,000 records of each.
"""

from __future__ import annotations

import datetime as dt
import random

import pytest

from duban.registers import (
    Attached,
    Corrected,
    compute_figure,
    compute_figure_at,
    fold,
    list_template_names,
    load_template,
)
from duban.registers.generating import generate_histories
from registers.brute import brute, days_of_note
from registers.keeping import DAYS, at, created, day, moved, trees

START, END = dt.date(2024, 9, 1), dt.date(2025, 12, 31)
RECORDS = 60


@pytest.mark.parametrize("name", list_template_names())
def test_every_measure_is_a_plain_count_on_any_day(name):
    declaration = load_template(name)
    stories = list(generate_histories(declaration, RECORDS, 11, START, END, DAYS))
    days = days_of_note(random.Random(name), stories, START, END)
    assert len(days) > 24
    for as_of in days:
        records = [r for events in stories if (r := fold(declaration, events, as_of))]
        wanted = brute(declaration, stories, as_of)
        for measure in declaration.measures:
            figure = compute_figure(declaration, measure, records, as_of, DAYS)
            found = (list(figure.record_ids), figure.value)
            assert found == wanted[measure.key], (measure.key, as_of)


@pytest.mark.parametrize("name", list_template_names())
def test_groups_add_up_to_the_whole(name):
    declaration = load_template(name)
    records = [fold(declaration, e) for e in generate_histories(declaration, 80, 2, START, END, DAYS)]
    for measure in declaration.measures:
        for by in measure.by:
            figure = compute_figure(declaration, measure, records, END, DAYS, by=by)
            if measure.take in ("count", "sum"):
                assert sum(figure.groups.values()) == figure.value


STORY = [
    created("2025-03-03", age=150, girth=2),
    Attached(**at("2025-03-04", serial=2), kind="鉴定书", name="a.pdf"),
    moved("2025-03-05", "listed", 3, values={"grade": "一级"}),
    Corrected(**at("2025-06-01", serial=4), values={"girth": 3}, effective=day("2025-03-03")),
]


def test_a_correction_changes_the_past_but_what_was_published_can_be_shown_again():
    measure = trees().measure("girth")

    def value(as_of, known=None):
        known_day = day(known) if known else None
        found = compute_figure_at(trees(), measure, [STORY], day(as_of), DAYS, recorded_by=known_day)
        return found.value

    assert value("2025-03-31") == 3
    assert value("2025-03-31", known="2025-03-31") == 2
    assert value("2025-03-01") is None


def test_a_figure_names_the_records_behind_it():
    figure = compute_figure_at(trees(), trees().measure("listed"), [STORY], END, DAYS, by="grade")
    assert figure.record_ids == ("T1",)
    assert figure.groups == {"一级": 1}
    with pytest.raises(ValueError, match="不按age分组"):
        compute_figure_at(trees(), trees().measure("listed"), [STORY], END, DAYS, by="age")
