"""A fault in a declaration is told with its line, whichever way the file is written."""

from __future__ import annotations

import pytest

from duban.notices import Step
from duban.registers import DeclarationError, load, read_template_text
from duban.registers.errors import make_problem
from duban.registers.problem_lines import add_line_numbers
from registers.keeping import TREES

FAULTS = [
    ('type = "whole"', 'type = "hole"', "字段3“age” type"),
    ('required = "listed"', 'required = "lsted"', "required：没有“lsted”"),
    ("open('visits')", "open('visit')", "可用：visits"),
    ('stops = ["listed"]', "stops = []", "没有写明何时停止"),
    ('id = "trees"', 'id = "Trees"', "不能作键"),
    ("closes = true", "close = true", "没有这一项"),
    ("months = 12", 'months = "12"', "不小于1的整数"),
    ('take = "average"', 'take = "mean"', "没有“mean”"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), FAULTS, ids=lambda text: text[:24])
def test_a_fault_names_the_line_on_which_it_was_made(right, wrong, said):
    text = TREES.replace(right, wrong, 1)
    line = next(n for n, one in enumerate(text.splitlines(), start=1) if wrong in one)
    with pytest.raises(DeclarationError) as caught:
        load(text)
    told = [str(one) for one in caught.value.notices if said in str(one)]
    starts = [n for n, one in enumerate(text.splitlines()[:line], start=1) if one.startswith("[")]
    near = tuple(f"第{n}行" for n in (line, *starts[-1:]))
    assert any(one.startswith(near) for one in told), told


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('type = "place", required = "applied"', 'type = "plaec", required = "applied"'),
        ('to = "entered", label = "恢复不合格"', 'to = "enterd", label = "恢复不合格"'),
        ('key = "finding", label = "发现问题", english = "Finding"', 'key = "finding", label = "发现问题"'),
        ("stage == 'entered' and overdue('permit')", "stage == 'entered' and overdue('perm')"),
    ],
)
def test_entries_written_one_a_line_are_found_too(right, wrong):
    text = read_template_text("road").replace(right, wrong, 1)
    line = next(n for n, one in enumerate(text.splitlines(), start=1) if wrong in one)
    with pytest.raises(DeclarationError) as caught:
        load(text)
    assert caught.value.notices[0].place.line == line


@pytest.mark.parametrize(
    ("wrong", "line", "reason"),
    [
        ('id = "a"\nname = 古树\n', 2, "文字要用引号括起"),
        ('id = "a"\nname "b"\n', 2, "应是等号"),
        ('id = "a"\nid = "b"\n', 2, "写了两次"),
        ('id = "a"\ncreate = ["keeper"\nname = "b"\n', 3, "方括号没有合上"),
    ],
)
def test_what_is_no_toml_is_told_in_chinese_with_its_line(wrong, line, reason):
    with pytest.raises(DeclarationError) as caught:
        load(wrong)
    told = str(caught.value.notices[0])
    assert told.startswith(f"第{line}行：不是合格的TOML：")
    assert reason in told


def test_a_place_that_the_file_does_not_have_gets_no_line():
    (told,) = add_line_numbers([make_problem("no_fields", Step("rows", "25-1"))], TREES)
    assert (told.place.line, str(told)) == (0, "明细“25-1”：一个字段也没有；加上 [[fields]]")
