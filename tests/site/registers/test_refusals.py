"""An English page tells in English why something is refused, whatever the rule."""

from __future__ import annotations

import datetime as dt

import pytest
from cast_of_people import Cast
from django.test import Client
from django.utils import translation

from duban.notices import Name, Notice, Place, Step, make_notice
from duban.registers import Created, Days, Duty, Moved, Rights, fold, load_template, propose, read_template_text
from duban.registers.errors import make_problem, refuse
from duban.registers.references import refuse_reference
from duban.registers.rights import list_duty_names
from duban.registers.rules.field_values import check_fields
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.errors import Declined, InvalidInput

TICKET = {"subject": "路灯", "channel": "电话", "kind": "咨询", "content": "不亮"}
HOTLINE = load_template("hotline")
LEAD_DUTIES = frozenset({Duty.LEAD, Duty.HEAD})
OFFICE = Rights("张某", frozenset({Duty.OFFICE}))


def _refuse_move(to: str, **values: str) -> list[Notice]:
    at = dt.datetime(2025, 3, 3, 9, tzinfo=dt.UTC)
    record = fold(HOTLINE, [Created(record="25-1", serial=1, at=at, actor="张某", values=TICKET)])
    move = Moved(record="25-1", serial=2, at=at, actor="张某", to=to, values=values)
    return list(propose(HOTLINE, record, move, OFFICE, Days()))


@pytest.mark.parametrize(
    ("refusals", "chinese", "english"),
    [
        (
            _refuse_move("dispatched"),
            "“已派单”阶段须填写“首办单位”",
            "In the stage “Dispatched”, “Body that handles it” must be filled",
        ),
        (
            _refuse_move("closed"),
            "不能从“受理”到“办结归档”；只能到：“已派单”、“已反馈”、“不予受理”",
            "Not from “Received” to “Closed”; only to: Dispatched, Answered, Not accepted",
        ),
        (
            [refuse("duty_missing", doing=Name("签收", "Sign for"), who=list_duty_names(LEAD_DUTIES))],
            "您无权签收；可以签收的是：牵头单位联络员、牵头单位负责人",
            "You may not do this (Sign for); “Sign for” is for: Liaison of the lead body, Head of the lead body",
        ),
        (
            [refuse_reference(HOTLINE.field("handler"), "市园林局")],
            "单位名录里没有“市园林局”；请填名录里的名称，或请管理员先加上这个单位",
            "The directory has no body “市园林局”; give a name that it has, "
            "or ask the administrator to add the body first",
        ),
        (
            [refuse_reference(load_template("hoarding").field("dig"), "D-9")],
            "所指的台账里没有编号为“D-9”的记录；请先新建该记录，或改填已有的编号",
            "The register pointed to has no record numbered “D-9”; begin it first, or give a number that there is",
        ),
        (
            list(check_fields(HOTLINE.fields, {"subject": "长" * 70})),
            "“诉求标题”有70字，最多60字",
            "“Subject”: has 70 characters, at most 60",
        ),
    ],
)
def test_declared_names_stand_in_the_language_of_the_sentence(
    refusals: list[Notice], chinese: str, english: str
) -> None:
    assert chinese in [refusal.render("zh") for refusal in refusals]
    assert english in [refusal.render("en") for refusal in refusals]
    with translation.override("en"):
        assert english in str(Declined(refusals))


@pytest.mark.django_db
def test_a_refused_form_on_an_english_page_says_so_in_english(cast: Cast) -> None:
    hotline = declare_register(cast.shen, read_template_text("hotline"))
    record = create_record(cast.shen, hotline, TICKET)
    browser = Client()
    browser.force_login(cast.shen)
    browser.cookies["django_language"] = "en"
    told = browser.post(f"/registers/{hotline.pk}/new/", {"v_subject": "长" * 70})
    assert "has 70 characters, at most 60" in told.content.decode()
    moved = browser.post(f"/registers/records/{record.pk}/move/dispatched/", {"v_handler": ""})
    assert "“Body that handles it”" in moved.content.decode()
    assert "须填写" not in moved.content.decode()


def test_problems_of_a_file_have_their_row_and_stand_in_english_on_an_english_page() -> None:
    problems = [
        make_notice("value_not_a_date", Place(sheet="Trees", line=3, column="Since"), value="soon"),
        make_problem("key_not_filled", Step("fields", "age", 2), "english", key="english"),
    ]
    with translation.override("en"):
        error = InvalidInput(problems)
    assert error.errors[0] == (3, "sheet “Trees” row 3 “Since”", "“soon” is not a date; write 2025-03-31")
    assert error.problems[1] == 'field 2 “age” english: not filled; add english = "…"'
    assert InvalidInput(problems).problems[1] == '字段2“age” english：没有填写；加上 english = "…"'
