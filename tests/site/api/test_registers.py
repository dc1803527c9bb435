from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cast_of_people import Cast
from old_trees import OLD, TREES

from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.models import Register, RegisterRecord

Make = Callable[..., Any]


@pytest.fixture
def trees(cast: Cast) -> Register:
    """The register of old trees, with one that water keeps."""
    register = declare_register(cast.shen, TREES)
    create_record(cast.shen, register, OLD)
    return register


def test_a_program_learns_what_a_record_holds(cast: Cast, trees: Register, program: Make) -> None:
    ours = program(cast.shen)
    (listed,) = ours.get("/registers")[1]["registers"]
    assert (listed["key"], listed["total"]) == (trees.key, 1)
    shape = ours.get(f"/registers/{trees.pk}")[1]
    assert [one["key"] for one in shape["fields"]] == [f.key for f in trees.declaration.fields]
    assert [one["key"] for one in shape["stages"]] == [s.key for s in trees.declaration.stages]


def test_a_program_begins_a_record_and_moves_it_on(cast: Cast, trees: Register, program: Make) -> None:
    office = program(cast.shen)
    status, made = office.post(f"/registers/{trees.pk}/records", {"values": {**OLD, "age": "410"}})
    assert status == 201, made
    assert made["values"]["age"] in (410, "410")
    at = f"/registers/{trees.pk}/records/{made['id']}"
    for step in made["moves"]:
        status, moved = office.post(f"{at}/moves", {"to": step["to"], "serial": made["serial"]})
        if not step["requires"] and not step["documents"] and not step["reason"]:
            assert (status, moved["stage"]) == (200, step["to"])
            return
        assert status == 409
        assert moved["detail"]
    assert made["moves"]


def test_what_cannot_be_is_told_and_nothing_is_written(cast: Cast, trees: Register, program: Make) -> None:
    office = program(cast.shen)
    at = f"/registers/{trees.pk}/records"
    status, answer = office.post(at, {"values": {"age": "很老", "colour": "绿"}})
    assert status == 409
    assert [(one["code"], one["field"]) for one in answer["faults"]] == [
        ("invalid_value", "values.age"),
        ("unknown_field", "values.colour"),
    ]
    record = RegisterRecord.objects.get()
    status, answer = office.post(f"{at}/{record.pk}/moves", {"to": "nowhere", "serial": 1})
    assert status == 409
    assert RegisterRecord.objects.count() == 1
    late = office.post(f"{at}/{record.pk}/moves", {"to": "judged", "serial": 99})
    assert late[0] == 409


def test_a_unit_that_there_is_not_is_refused_by_its_field(cast: Cast, trees: Register, program: Make) -> None:
    at = f"/registers/{trees.pk}/records"
    status, answer = program(cast.shen).post(at, {"values": {**OLD, "keeper_body": "没有的局"}})
    assert status == 409
    assert "没有的局" in answer["detail"]
    assert RegisterRecord.objects.count() == 1


def test_another_units_record_is_not_there(cast: Cast, trees: Register, program: Make) -> None:
    record = RegisterRecord.objects.get()
    at = f"/registers/{trees.pk}/records"
    assert program(cast.lu).get(f"{at}/{record.pk}")[0] == 200
    theirs = program(cast.bai)
    assert theirs.get(f"{at}/{record.pk}")[0] == 404
    assert theirs.get(at)[1]["records"] == []
    assert theirs.post(f"{at}/{record.pk}/moves", {"to": "judged", "serial": 1})[0] == 404


def test_reading_needs_its_scope(cast: Cast, trees: Register, program: Make) -> None:
    assert program(cast.lu, "reports.read").get("/registers")[0] == 403
    reader = program(cast.shen, "records.read")
    assert reader.post(f"/registers/{trees.pk}/records", {"values": {}})[0] == 403
