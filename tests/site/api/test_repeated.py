"""A program that lost an answer sends its request again: nothing is done twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from cast_of_people import Cast
from old_trees import OLD, TREES

from duban_site.api import expiry
from duban_site.api.expiry import delete_expired_answers
from duban_site.api.models import StoredAnswer
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.models import Register, RegisterRecord

Make = Callable[..., Any]


@pytest.fixture
def trees(cast: Cast) -> Register:
    return declare_register(cast.shen, TREES)


def test_the_same_key_and_body_make_one_record(cast: Cast, trees: Register, program: Make) -> None:
    office, at = program(cast.shen), f"/registers/{trees.pk}/records"
    status, made = office.post(at, {"values": OLD}, key="k-1")
    assert status == 201
    assert office.post(at, {"values": OLD}, key="k-1") == (201, made)
    assert RegisterRecord.objects.count() == 1
    status, answer = office.post(at, {"values": OLD | {"age": "12"}}, key="k-1")
    assert (status, answer["faults"][0]["code"]) == (409, "idempotency_key_reused")
    assert office.post(at, {"values": OLD}, key="k-2")[1]["id"] != made["id"]
    assert program(cast.shen).post(at, {"values": OLD}, key="k-1")[1]["id"] != made["id"]
    assert RegisterRecord.objects.count() == 3


def test_what_was_refused_may_be_sent_again(cast: Cast, trees: Register, program: Make) -> None:
    office, at = program(cast.shen), f"/registers/{trees.pk}/records"
    assert office.post(at, {"values": {"colour": "绿"}}, key="k-1")[0] == 409
    assert office.post(at, {"values": OLD}, key="k-1")[0] == 201
    for key in ("", "a b", "甲", "k" * 121):
        assert office.post(at, {"values": OLD}, key=key)[0] == 422
    assert program(cast.shen, "records.read").post(at, {"values": OLD}, key="k-1")[0] == 403
    assert program().post(at, {"values": OLD}, key="k-1")[0] == 401
    assert RegisterRecord.objects.count() == 1


def test_a_record_is_found_by_the_key_of_its_source(cast: Cast, trees: Register, program: Make) -> None:
    office, at = program(cast.shen), f"/registers/{trees.pk}/records"
    ticket = {"values": OLD, "external_key": "12345-0001"}
    made = office.post(at, ticket)[1]
    assert made["external_key"] == "12345-0001"
    status, again = office.post(at, ticket)  # the same ticket, its answer lost
    assert (status, again["id"]) == (200, made["id"])
    status, answer = office.post(at, {**ticket, "values": {**OLD, "age": 301}})
    assert status == 409
    assert made["number"] in answer["detail"]
    office.post(at, {"values": OLD})
    (found,) = office.get(at, external_key="12345-0001")[1]["records"]
    assert (found["id"], found["external_key"]) == (made["id"], "12345-0001")
    listed = office.get(at)[1]["records"]
    assert {one["external_key"] for one in listed} == {"", "12345-0001"}
    assert office.get(at, external_key="12345-0002")[1]["total"] == 0
    assert program(cast.bai).get(at, external_key="12345-0001")[1]["records"] == []


def test_kept_answers_are_forgotten_after_a_week(
    cast: Cast, trees: Register, program: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, at = program(cast.shen), f"/registers/{trees.pk}/records"
    office.post(at, {"values": OLD}, key="k-1")
    assert delete_expired_answers() == 0
    later = StoredAnswer.objects.get().created_at + dt.timedelta(days=8)
    monkeypatch.setattr(expiry, "utc_now", lambda: later)
    assert delete_expired_answers() == 1
