"""A record is what its events come to, on any day, as it was known on any day."""

from __future__ import annotations

import datetime as dt

import pytest

from duban.registers import (
    Attached,
    Corrected,
    Edited,
    FoldError,
    RowAdded,
    RowClosed,
    advance,
    event_from_json,
    event_to_json,
    fold,
    list_template_names,
    load_template,
)
from duban.registers.generating import generate_histories
from registers.keeping import DAYS, at, created, day, moved, trees

STORY = [
    created("2025-03-03", age=150),
    Edited(**at("2025-04-01", serial=2), values={"age": 160}),
    Attached(**at("2025-04-02", serial=3), kind="鉴定书", name="a.pdf"),
    moved("2025-04-03", "listed", 4, values={"grade": "二级"}),
    RowAdded(**at("2025-05-01", serial=5), rows="visits", row="1", values={"finding": "虫害"}),
    Corrected(**at("2025-06-01", serial=6), values={"age": 140}, effective=day("2025-03-10"), reason="抄错"),
    RowClosed(**at("2025-06-02", serial=7), rows="visits", row="1"),
]


def _age(as_of: str, known: str | None = None) -> object:
    known_day = day(known) if known else None
    record = fold(trees(), STORY, day(as_of), recorded_by=known_day)
    return record.values["age"] if record else None


def test_before_its_creation_there_is_no_record():
    assert fold(trees(), STORY, day("2025-03-02")) is None


def test_a_correction_holds_from_its_day_until_a_later_edit():
    assert _age("2025-03-09") == 150
    assert _age("2025-03-31") == 140
    assert _age("2025-04-01") == 160


def test_what_was_known_earlier_can_be_shown_again():
    assert _age("2025-03-31", known="2025-05-31") == 150
    assert _age("2025-03-31", known="2025-06-01") == 140


def test_stages_rows_and_documents_are_those_of_the_day():
    early, late = (fold(trees(), STORY, day(d)) for d in ("2025-05-20", "2025-06-02"))
    assert early is not None
    assert late is not None
    assert [visit.stage for visit in early.visits] == ["found", "listed"]
    assert early.rows["visits"]["1"].closed is None
    assert late.rows["visits"]["1"].closed == day("2025-06-02")
    assert late.documents[0].kind == "鉴定书"


def test_a_history_without_a_beginning_is_refused():
    with pytest.raises(FoldError, match="新建"):
        fold(trees(), STORY[1:])


def test_an_event_that_speaks_of_what_is_not_declared_is_refused():
    with pytest.raises(FoldError, match="height"):
        fold(trees(), [STORY[0], Edited(**at("2025-04-01", serial=2), values={"height": 3})])


@pytest.mark.parametrize("name", list_template_names())
def test_advancing_gives_what_folding_gives_and_json_loses_nothing(name):
    declaration = load_template(name)
    start, end = dt.date(2024, 11, 1), dt.date(2025, 12, 31)
    for events in generate_histories(declaration, 60, 7, start, end, DAYS):
        record = fold(declaration, events[:1])
        for n, event in enumerate(events[1:], start=2):
            assert record is not None
            after = advance(declaration, record, event)
            whole = fold(declaration, events[:n])
            assert after is None or after == whole
            record = whole
        stored = [event_to_json(event) for event in events]
        assert [event_from_json(declaration, data) for data in stored] == events


def test_a_stored_event_that_cannot_be_read_is_told():
    with pytest.raises(FoldError, match="不能读"):
        event_from_json(trees(), {"event": "created", "record": "T1", "serial": 1})
