"""Personal fields are masked by role, absent from what leaves, and erased when their time ends."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from duban.registers import (
    Edited,
    Erased,
    HiddenError,
    Rights,
    event_to_json,
    find_keys_to_erase,
    fold,
    is_exportable,
    list_template_names,
    load_template,
    mask_personal_value,
    propose,
    public_view,
    view_record,
)
from duban.registers.events_json import remove_values
from duban.registers.generating import generate_histories
from registers.keeping import DAYS, KEEPER, at, created, day, moved, trees

SEES = Rights("甲", persons=True)
DOES_NOT = Rights("乙")
STORY = [created("2025-03-03", warden="张三"), moved("2025-03-31", "dead", 2, reason="枯死")]


def test_a_person_is_seen_by_those_who_may_and_masked_for_the_rest():
    record = fold(trees(), STORY)
    assert view_record(trees(), record, SEES)["values"]["warden"] == "张三"
    assert view_record(trees(), record, DOES_NOT)["values"]["warden"] == "张**"
    assert view_record(trees(), record, DOES_NOT)["values"]["species"] == "滇朴"


def test_a_telephone_keeps_its_ends_only():
    phone = load_template("hotline").field("phone")
    assert mask_personal_value(phone, "13812345678") == "138****5678"
    assert mask_personal_value(phone, "8866") == "***"


@pytest.mark.parametrize("name", list_template_names())
def test_no_personal_or_sealed_value_is_seen_without_the_right_or_leaves(name):
    declaration = load_template(name)
    guarded = [f for f in declaration.fields if f.personal or f.sealed]
    days = dt.date(2025, 1, 1), dt.date(2025, 6, 30)
    for events in generate_histories(declaration, 40, 1, *days, DAYS):
        record = fold(declaration, events)
        if declaration.restricted:
            with pytest.raises(HiddenError):
                view_record(declaration, record, DOES_NOT)
            with pytest.raises(HiddenError):
                public_view(declaration, record)
            continue
        seen = view_record(declaration, record, DOES_NOT)
        told = public_view(declaration, record)
        for field in guarded:
            value = record.values.get(field.key)
            assert value is None or seen["values"][field.key] != value
            assert field.key not in told["values"]
            assert not is_exportable(field)
        for group in declaration.rows:
            for field in group.fields:
                for row in seen["rows"][group.key] if field.personal else ():
                    value = record.rows[group.key][row["id"]].values.get(field.key)
                    assert value is None or row["values"][field.key] != value


def test_retention_ends_months_after_the_end_unless_it_was_taken_up_again():
    record = fold(trees(), STORY)
    assert find_keys_to_erase(trees(), record, day("2026-03-30")) == ()
    assert find_keys_to_erase(trees(), record, day("2026-03-31")) == ("warden",)
    alive = fold(trees(), STORY[:1])
    assert find_keys_to_erase(trees(), alive, day("2099-01-01")) == ()


def test_what_is_erased_is_gone_from_the_record_and_can_be_taken_out_of_the_events():
    erased = Erased(**at("2026-04-01", serial=3), keys=("warden",))
    assert propose(trees(), fold(trees(), STORY), erased, KEEPER, DAYS) == ()
    record = fold(trees(), [*STORY, erased])
    assert "warden" not in record.values
    assert find_keys_to_erase(trees(), record, day("2027-01-01")) == ()
    stored = remove_values(event_to_json(STORY[0]), ("warden",))
    assert "张三" not in str(stored)
    assert stored["values"] == {"species": "滇朴"}
    again = Edited(**at("2026-04-02", serial=4), values={"warden": "李四"})
    open_record = dataclasses.replace(record, visits=record.visits[:1])
    assert {r.api_code for r in propose(trees(), open_record, again, KEEPER, DAYS)} == {"erased"}
