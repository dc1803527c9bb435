"""An English page tells in English why something is refused, whatever the rule."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from cast_of_people import Cast
from django.test import Client
from django.utils import translation

import duban.registers
from duban.registers import load_template, read_template_text
from duban.registers.references import describe_missing_reference
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.refusals import translate_sentence

ROOM = Path(duban.registers.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TICKET = {"subject": "路灯", "channel": "电话", "kind": "咨询", "content": "不亮"}


def _sentences() -> list[str]:
    """Every sentence of a rule, with X where a name or a value stands."""
    files = [*(ROOM / "rules").glob("*.py"), ROOM / "check_event.py", ROOM / "reading_values.py"]
    found = []
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and _named(node) else ""
            place = {"Refusal": 1, "ValueError": 0}.get(name)
            if place is not None and (name == "Refusal" or file.stem == "reading_values"):
                found.append(_text(node.args[place]))
    return [text for text in found if CHINESE.search(text)]


def _named(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    parts = node.values if isinstance(node, ast.JoinedStr) else ()
    return "".join(p.value if isinstance(p, ast.Constant) else "X" for p in parts)


def test_every_sentence_of_the_rules_has_an_english_form() -> None:
    sentences = [*_sentences(), "只能到：“X”", "这是最后一个阶段"]
    assert len(sentences) > 50
    with translation.override("en"):
        told = {text: translate_sentence(text, load_template("hotline")) for text in sentences}
    # 是 and 否 are what is to be typed.
    left = {k: v for k, v in told.items() if CHINESE.search(v.replace("是 or 否", ""))}
    assert left == {}


@pytest.mark.parametrize(
    ("sentence", "english"),
    [
        ("“已派单”阶段须填写“首办单位”", "In the stage “Dispatched”, “Body that handles it” must be filled"),
        (
            "不能从“受理”到“办结归档”；只能到：“已派单”、“已反馈”、“不予受理”",
            "Not from “Received” to “Closed”; only to: Dispatched, Answered, Not accepted",
        ),
        (
            "您无权签收；可以签收的是：牵头单位联络员、牵头单位负责人",
            "You may not do this (Sign for); “Sign for” is for: Liaison of the lead body, Head of the lead body",
        ),
        (
            describe_missing_reference(load_template("hotline").field("handler"), "市园林局"),
            "The directory has no body “市园林局”; give a name that it has, "
            "or ask the administrator to add the body first",
        ),
        (
            describe_missing_reference(load_template("hoarding").field("dig"), "D-9"),
            "The register pointed to has no record numbered “D-9”; begin it first, or give a number that there is",
        ),
        ("“诉求标题”有70字，最多60字", "“Subject”: has 70 characters, at most 60"),
    ],
)
def test_declared_names_stand_in_english_in_it(sentence: str, english: str) -> None:
    assert translate_sentence(sentence, load_template("hotline")) == sentence
    with translation.override("en"):
        assert translate_sentence(sentence, load_template("hotline")) == english


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
