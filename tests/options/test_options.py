"""Options are declared once: defaults are legal, values are read by kind, errors say what may be written."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from duban.assessment import Rules
from duban.assessment.rules import RULE_OPTIONS
from duban.notices import LANGUAGES
from duban.options import Option, OptionError, load_options

DECLARATION = """
changed_by = ["本人", "oneself"]
titles = { places = ["位置", "Places"] }
[places.FLOOR]
type = "{type}"
label = ["楼层", "Floor"]
{limits}
"""


def declare(kind: str, limits: str = "") -> Option:
    return load_options(DECLARATION.replace("{type}", kind).replace("{limits}", limits))["FLOOR"]


@pytest.mark.parametrize(
    ("kind", "limits", "written", "value"),
    [
        ("number", "minimum = 2", " 3 ", 3),
        ("flag", "", "Yes", True),
        ("flag", "", False, False),
        ("choice", 'choices = ["a", "b"]', "b", "b"),
        ("words", "", "a, b,,", ["a", "b"]),
        ("days", "", "5, 0,2", [0, 2, 5]),
        ("amounts", "default = { a = 1, b = 2 }", "b=3", {"a": 1, "b": 3}),
        ("day", "", "2031-02-28", "2031-02-28"),
        ("pattern", 'fields = ["n"]', "第{n}号", "第{n}号"),
        ("syslog", "", "udp://log.example:514", "udp://log.example:514"),
        ("decimal", "optional = true", "off", None),
        ("secret_key", "", "abcdefghij" * 5, "abcdefghij" * 5),
    ],
)
def test_a_value_is_read_by_its_kind(kind: str, limits: str, written: Any, value: Any) -> None:
    assert declare(kind, limits).read(written) == value


@pytest.mark.parametrize(
    ("kind", "limits", "written", "words"),
    [
        ("number", "minimum = 2", "1", "FLOOR 写的是 '1'。请写不小于 2 的整数。 FLOOR is '1'. Write a whole number"),
        ("number", "", True, "整数"),
        ("flag", "", "perhaps", "1 或 0"),
        ("choice", 'choices = ["a", "b"]', "c", "请写a、b 之一。"),
        ("words", 'choices = ["a", "b"]', "a,c", "用逗号隔开"),
        ("networks", "", "10.1.2.x", "10.1.0.0/16"),
        ("amounts", "default = { a = 1 }\nmaximum = { a = 5 }", "a=6", "a 最多为 5"),
        ("day", "", "2031-02-29", "2026-11-03"),
        ("pattern", 'fields = ["n"]', "{n}{m}", "{n}"),
        ("syslog", "", "http://log.example", "unix:///dev/log"),
        ("syslog", "", "udp://log.example:99999", "unix:///dev/log"),
        ("decimal", "", "off", "不小于 0 的数。"),
        ("decimal", "", -1, "不小于 0 的数。"),
    ],
)
def test_an_illegal_value_is_refused_with_what_may_be_written(kind: str, limits: str, written: Any, words: str) -> None:
    with pytest.raises(OptionError) as refusal:
        declare(kind, limits).read(written)
    (notice,) = refusal.value.notices
    assert words in " ".join(map(notice.render, LANGUAGES))


def test_a_secret_is_never_repeated() -> None:
    with pytest.raises(OptionError) as refusal:
        declare("secret_key", "secret = true").read("p4ssword")
    assert "p4ssword" not in str(refusal.value)


def test_every_threshold_is_declared_and_has_a_legal_default() -> None:
    declared = {option.limits["field"] for option in RULE_OPTIONS.values()}
    assert {field.name for field in fields(Rules)} == declared | {"name", "title", "names"}
    for option in RULE_OPTIONS.values():
        assert all(option.label)
        if option.default is not None:
            option.read(option.default)
