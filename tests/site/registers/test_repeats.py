"""A call is held against earlier tickets before it is opened a second time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from a_program import Program, token_of
from cast_of_people import Cast
from django.test import Client
from django.utils import timezone

from duban.registers import read_template_text
from duban_site.core.audit.models import Event
from duban_site.core.clock import now
from duban_site.people.models import Body, Person
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.edit_record import move_to_stage
from duban_site.registers.actions.erase_personal_data import erase_due_records
from duban_site.registers.actions.record_event import EventTiming
from duban_site.registers.models import Personal, Register, RegisterRecord

pytestmark = pytest.mark.django_db
PHONE = "138-1234-5678"
CALL = {"channel": "电话", "kind": "投诉", "content": "一早就没有水", "district": "云岭县"}
FIRST = CALL | {"subject": "青溪小区三期水压太低", "phone": PHONE}
OTHER = CALL | {"subject": "夜间施工噪声扰民", "phone": "13900000001"}
ALIKE = CALL | {"subject": "青溪小区三期水压太低没有水", "phone": "13900000002"}
OPEN_AGAIN = "可能是重复来电"


@pytest.fixture
def hotline(cast: Cast) -> Register:
    Body.objects.create(name="云岭县", kind="county")
    return declare_register(cast.shen, read_template_text("hotline"))


@pytest.fixture
def ticket(cast: Cast, hotline: Register) -> RegisterRecord:
    return create_record(cast.shen, hotline, FIRST, timing=EventTiming(at=now() - dt.timedelta(days=5)))


def take(person: Person, register: Register, call: dict[str, Any], **more: str) -> tuple[int, str]:
    browser = Client()
    browser.force_login(person)
    posted = {f"v_{key}": value for key, value in call.items()} | more
    answer = browser.post(f"/registers/{register.pk}/new/", posted)
    return answer.status_code, answer.content.decode()


def test_a_second_call_of_the_same_number_names_the_first_ticket(
    cast: Cast, hotline: Register, ticket: RegisterRecord
) -> None:
    """The number as it is written does not matter, nor what was said; nothing is opened yet."""
    call = OTHER | {"phone": "+86 138 1234 5678", "district": ""}
    status, told = take(cast.shen, hotline, call)
    assert status == 422
    assert OPEN_AGAIN in told
    assert "同一来电号码" in told
    assert f"/registers/records/{ticket.pk}/" in told
    assert hotline.records.count() == 1


def test_it_is_joined_or_opened_as_the_officer_decides(cast: Cast, hotline: Register, ticket: RegisterRecord) -> None:
    assert take(cast.shen, hotline, FIRST, repeat=ticket.number)[0] == 302
    joined = hotline.records.exclude(pk=ticket.pk).get()
    assert joined.values["repeat_of"] == ticket.number
    assert take(cast.shen, hotline, FIRST, repeat="none")[0] == 302
    assert "repeat_of" not in hotline.records.order_by("-pk")[0].values
    assert take(cast.shen, hotline, FIRST, repeat="2000-000001")[0] == 422
    assert hotline.records.count() == 3


def test_a_like_call_of_the_same_place_is_named_too_and_no_other(
    cast: Cast, hotline: Register, ticket: RegisterRecord
) -> None:
    status, told = take(cast.shen, hotline, ALIKE)
    assert status == 422
    assert "同一地区，说法相近" in told
    assert take(cast.shen, hotline, OTHER)[0] == 302
    assert take(cast.shen, hotline, ALIKE | {"district": ""})[0] == 302


def test_a_ticket_of_long_ago_is_not_named(cast: Cast, hotline: Register) -> None:
    create_record(cast.shen, hotline, FIRST, timing=EventTiming(at=now() - dt.timedelta(days=100)))
    assert take(cast.shen, hotline, FIRST)[0] == 302


def test_only_who_may_see_the_ticket_and_the_caller_is_told(cast: Cast) -> None:
    """A liaison takes calls of their own unit's register; the office may not look by number."""
    kept = declare_register(cast.shen, read_template_text("hotline"), body=cast.commerce)
    first = create_record(cast.bai, kept, FIRST | {"district": ""})
    call = OTHER | {"phone": PHONE, "district": ""}
    assert first.title in take(cast.bai, kept, call)[1]
    assert take(cast.shen, kept, call)[0] == 302
    assert first.title not in take(cast.lu, kept, call)[1]


def test_the_log_says_what_was_shown_and_never_the_number(
    cast: Cast, hotline: Register, ticket: RegisterRecord
) -> None:
    take(cast.shen, hotline, FIRST)
    event = Event.objects.filter(action="registers.look_for_repeats").get()
    assert event.data == {"by_caller": True, "shown": [[ticket.number, "caller"]]}
    sign = Personal.objects.get(record=ticket).caller
    assert len(sign) == 64
    for logged in Event.objects.all():
        assert "5678" not in str(logged.data)
        assert sign not in str(logged.data)


def test_the_sign_of_a_caller_goes_with_the_number(cast: Cast, hotline: Register, ticket: RegisterRecord) -> None:
    at = timezone.now() - dt.timedelta(days=4)
    move_to_stage(cast.shen, ticket, "refused", {}, reason="不属于受理范围", timing=EventTiming(at=at))
    erase_due_records(cast.shen, (timezone.now() + dt.timedelta(days=900)).date())
    assert not Personal.objects.exclude(caller="").exists()


def test_a_program_asks_before_it_hands_a_ticket_in(cast: Cast, hotline: Register, ticket: RegisterRecord) -> None:
    desk = Program(token_of(cast.shen))
    status, told = desk.post(f"/registers/{hotline.pk}/repeats", {"values": FIRST})
    assert status == 200, told
    (one,) = told["repeats"]
    assert (one["number"], one["why"]) == (ticket.number, "caller")
    assert desk.post(f"/registers/{hotline.pk}/repeats", {"values": OTHER})[1] == {"repeats": []}
