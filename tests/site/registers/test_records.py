"""What happens to records: rules asked, events kept, summaries written, everything or nothing."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from cast_of_people import Cast
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from old_trees import OLD, TREES

from duban.registers import Duty
from duban_site.core.audit.chain import verify_chain
from duban_site.core.errors import Conflict, Refused
from duban_site.registers.actions.attach import attach_document
from duban_site.registers.actions.clocks import decide_extension, pause_clock, request_extension, resume_clock
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import change_declaration, declare_register
from duban_site.registers.actions.edit_record import correct_fields, edit_fields, move_to_stage
from duban_site.registers.actions.record_event import EventTiming
from duban_site.registers.actions.rows import add_row, close_row, edit_row
from duban_site.registers.duties import RecordBodies, resolve_rights
from duban_site.registers.errors import Declined, InvalidInput
from duban_site.registers.models import Register, RegisterEvent, RegisterRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def trees(cast: Cast) -> Register:
    return declare_register(cast.shen, TREES)


def on(*day: int) -> EventTiming:
    return EventTiming(dt.datetime(*day, 9, tzinfo=timezone.get_current_timezone()))


def test_a_record_goes_through_its_stages(trees: Register, cast: Cast) -> None:
    tree = create_record(cast.lu, trees, OLD, timing=on(2031, 3, 3))
    assert (tree.number, tree.title, tree.lead) == ("2031-000001", "大樟树", cast.water)
    assert (tree.due, tree.warn_on) == (dt.date(2031, 3, 31), dt.date(2031, 3, 24))
    move_to_stage(cast.shen, tree, "judged", timing=on(2031, 3, 10))
    with pytest.raises(Declined, match="牌号") as refused:
        move_to_stage(cast.lu, tree, "badged", timing=on(2031, 3, 11))
    assert {r.api_code for r in refused.value.refusals} == {"requires", "document"}
    attach_document(cast.lu, tree, "挂牌照片", "a.png", io.BytesIO(b"\x89PNG\r\n\x1a\n1"), timing=on(2031, 3, 11))
    move_to_stage(cast.lu, tree, "badged", {"badge": "A0001"}, timing=on(2031, 3, 12))
    row = RegisterRecord.objects.get()
    assert (row.stage, row.open, row.due, row.serial) == ("badged", False, None, 4)
    assert row.values["badge"] == "A0001"
    assert verify_chain(None).is_intact


def test_what_the_rules_refuse_leaves_nothing_behind(trees: Register, cast: Cast) -> None:
    with pytest.raises(Declined, match="树种"):
        create_record(cast.shen, trees, {**OLD, "species": "雪松"})
    with pytest.raises(Declined, match="您无权新建"):
        create_record(cast.bai, trees, OLD)
    with pytest.raises(PermissionDenied):
        create_record(cast.gao, trees, OLD)
    assert not RegisterRecord.objects.exists()
    assert not RegisterEvent.objects.exists()


def test_a_form_that_comes_second_is_a_conflict(trees: Register, cast: Cast) -> None:
    tree = create_record(cast.shen, trees, OLD)
    edit_fields(cast.shen, tree, {"age": 301}, timing=EventTiming(serial=1))
    with pytest.raises(Conflict):
        edit_fields(cast.shen, tree, {"age": 302}, timing=EventTiming(serial=1))


def test_events_are_only_appended(trees: Register, cast: Cast) -> None:
    event = create_record(cast.shen, trees, OLD).events.get()
    for wrong in (RegisterEvent.objects.update, RegisterEvent.objects.all().delete, event.delete):
        with pytest.raises(Refused):
            wrong()


def test_sub_rows_are_numbered_edited_and_closed(trees: Register, cast: Cast) -> None:
    tree = create_record(cast.shen, trees, OLD)
    add_row(cast.lu, tree, "visits", {"seen_on": dt.date(2031, 3, 1), "finding": "虫害"})
    added = add_row(cast.lu, tree, "visits", {"seen_on": dt.date(2031, 3, 2), "finding": "枯枝"})
    assert added.data["row"] == "2"
    edit_row(cast.lu, tree, "visits", "2", {"finding": "枯枝已修"})
    close_row(cast.lu, tree, "visits", "2")
    with pytest.raises(Declined, match="已经办结"):
        close_row(cast.lu, tree, "visits", "2")
    correct_fields(cast.shen, tree, {"finding": "枯枝"}, "写错", list_key="visits", row_id="2")


@pytest.mark.parametrize(("name", "offered"), [("shen", True), ("gao", False), ("tan", False)])
def test_only_who_may_write_sub_rows_is_led_to_their_forms(
    trees: Register, cast: Cast, signed_in: Any, name: str, offered: bool
) -> None:
    tree = create_record(cast.shen, trees, OLD)
    add_row(cast.lu, tree, "visits", {"seen_on": dt.date(2031, 3, 1), "finding": "虫害"})
    page = signed_in(getattr(cast, name)).get(f"/registers/records/{tree.pk}/").content.decode()
    assert "虫害" in page
    for form in ("visits/", "visits/1/"):
        assert (f'/registers/records/{tree.pk}/rows/{form}"' in page) == offered


def test_clocks_are_extended_paused_and_go_on(trees: Register, cast: Cast) -> None:
    tree = create_record(cast.shen, trees, OLD, timing=on(2031, 3, 3))
    request_extension(cast.lu, tree, "judging", 5, "雨季", timing=on(2031, 3, 4))
    decide_extension(cast.shen, tree, "judging", True, timing=on(2031, 3, 5))
    tree.refresh_from_db()
    assert tree.due == dt.date(2031, 4, 8)
    pause_clock(cast.shen, tree, "judging", "等专家", timing=on(2031, 3, 6))
    tree.refresh_from_db()
    assert (tree.due, tree.paused) == (None, True)
    resume_clock(cast.shen, tree, "judging", timing=on(2031, 3, 10))
    tree.refresh_from_db()
    assert (tree.due, tree.paused) == (dt.date(2031, 4, 10), False)


def test_a_declaration_changes_and_loses_no_record(trees: Register, cast: Cast) -> None:
    tree = create_record(cast.shen, trees, OLD)
    second = TREES.replace("version = 1", "version = 2").replace(
        'key = "age", label', 'key = "years", was = ["age"], label'
    )
    change_declaration(cast.shen, trees, second, "统一字段名")
    tree.refresh_from_db()
    assert tree.values["years"] == 300
    assert "age" not in tree.values
    third = TREES.replace("version = 1", "version = 3").replace('key = "age"', 'key = "old"')
    with pytest.raises(InvalidInput, match="years"):
        change_declaration(cast.shen, Register.objects.get(), third, "改名")
    with pytest.raises(InvalidInput, match="version"):
        change_declaration(cast.shen, Register.objects.get(), second, "再来一次")
    assert Register.objects.get().version == 2
    assert Register.objects.get().versions.count() == 2


def test_a_faulty_declaration_says_every_fault(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refused:
        declare_register(cast.shen, TREES.replace('type = "choice"', 'type = "list"').replace("20,", "-1,"))
    assert len(refused.value.problems) >= 2
    declare_register(cast.shen, TREES)
    with pytest.raises(InvalidInput, match="trees"):
        declare_register(cast.shen, TREES)


def test_duties_follow_role_unit_and_record(trees: Register, cast: Cast) -> None:
    own = RecordBodies(lead=cast.water)
    assert Duty.LEAD in resolve_rights(cast.lu, trees, own).duties
    assert Duty.HEAD in resolve_rights(cast.wei, trees, own).duties
    assert resolve_rights(cast.bai, trees, own).duties == frozenset()
    assert resolve_rights(cast.lu, trees, own).persons
    assert not resolve_rights(cast.bai, trees, own).persons
    assert resolve_rights(cast.tan, trees, own).duties == frozenset()
    assert resolve_rights(cast.tan, trees).restricted
    trees.body = cast.commerce
    assert Duty.KEEPER in resolve_rights(cast.bai, trees, own).duties
    assert not resolve_rights(cast.shen, trees, own).persons
