"""An office can change a register without losing a record, and in no way that would lose one."""

from __future__ import annotations

import pytest

from duban.registers import (
    Created,
    Edited,
    compute_figure,
    event_from_json,
    event_to_json,
    fold,
    list_template_names,
    load,
    load_template,
    propose,
)
from duban.registers.declaration_changes import find_change_problems
from registers.keeping import DAYS, KEEPER, TREES, at, codes, created, trees

SECOND = TREES.replace('name = "古树名木"', 'name = "古树名木"\nversion = 2')


def _changed(*changes):
    text = SECOND
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return load(text, "trees.toml")


def _said(*changes):
    return "；".join(str(problem) for problem in find_change_problems(trees(), _changed(*changes)))


RENAMED = ('key = "girth"\nlabel = "胸围"', 'key = "trunk"\nwas = ["girth"]\nlabel = "干围"')
MEASURED = ('of = "girth"', 'of = "trunk"')
RETIRED = ("min = 100\n", "min = 100\nretired = 2\n")
ADDED = (
    "[[rows]]",
    '[[fields]]\nkey = "height"\nlabel = "树高"\nenglish = "Height"\ntype = "decimal"\nunit = "米"\n[[rows]]',
)
NO_LONGER_ASKED = ('requires = ["age"]\n', "")
STAGE = [
    ('key = "found"\nlabel = "待鉴定"', 'key = "noticed"\nwas = ["found"]\nlabel = "待鉴定"'),
    ('required = "found"', 'required = "noticed"'),
    ('from = ["found"]', 'from = ["noticed"]'),
    ('from = ["found", "listed"]', 'from = ["noticed", "listed"]'),
    ('starts = ["found"]', 'starts = ["noticed"]'),
]


def test_what_keeps_every_record_is_allowed():
    changes = [RENAMED, MEASURED, RETIRED, ADDED, NO_LONGER_ASKED, *STAGE]
    assert find_change_problems(trees(), _changed(*changes)) == ()


def test_old_events_fold_under_the_new_declaration():
    new = _changed(RENAMED, MEASURED, RETIRED, ADDED, NO_LONGER_ASKED, *STAGE)
    old = [
        event_to_json(event)
        for event in (
            created("2025-03-03", age=150, girth=2),
            Edited(**at("2025-03-04", serial=2), values={"girth": 3}),
        )
    ]
    events = [event_from_json(new, data) for data in old]
    record = fold(new, events)
    assert record.stage == "noticed"
    assert record.values == {"species": "滇朴", "age": 150, "trunk": 3}
    assert compute_figure(new, new.measure("girth"), [record], record.day, DAYS).value == 3
    # Events still in memory from before the change fold too.
    assert fold(new, [created("2025-03-03", girth=2)]).values["trunk"] == 2


def test_a_retired_field_keeps_its_values_and_takes_no_new_ones():
    new = _changed(RETIRED, NO_LONGER_ASKED)
    record = fold(new, [created("2025-03-03", age=150)])
    assert record.values["age"] == 150
    edit = Edited(**at("2025-03-04", serial=2), values={"age": 160})
    assert codes(propose(new, record, edit, KEEPER, DAYS)) == {"retired"}


def test_a_retired_choice_is_read_but_not_chosen_again():
    new = _changed(('choices = ["一级", "二级", "三级"]', 'choices = ["一级"]\nretired_choices = ["二级", "三级"]'))
    assert find_change_problems(trees(), new) == ()
    stored = event_to_json(Created(**at("2025-03-03"), values={"species": "x", "grade": "三级"}))
    assert event_from_json(new, stored).values["grade"] == "三级"
    event = Created(**at("2025-03-03"), values={"species": "x", "grade": "三级"})
    assert codes(propose(new, None, event, KEEPER, DAYS)) == {"value"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([(RENAMED[0], 'key = "trunk"\nlabel = "干围"'), MEASURED], "“girth”：不见了"),
        ([('choices = ["一级", "二级", "三级"]', 'choices = ["一级"]')], "选项“二级”不见了"),
        ([('unit = "米"\n\n[[fields]]', 'unit = "厘米"\n\n[[fields]]')], "单位不能由“米”改成“厘米”"),
        ([('type = "whole"\nunit', 'type = "date"\nunit'), ("min = 100\nmax = 5000\n", "")], "类型不能"),
        ([("version = 2", "version = 1")], "应大于1"),
        ([('id = "trees"', 'id = "other"')], "应是“trees”"),
        ([('type = "person"\npersonal = true', 'type = "text"')], "personal 不能去掉"),
        ([('key = "listing"', 'key = "other"')], "时限“listing”：不见了"),
        ([('key = "visits"', 'key = "tours"'), ("open('visits')", "open('tours')")], "“visits”：不见了"),
        ([(a, b.replace('was = ["found"]\n', "")) for a, b in STAGE], "阶段“found”：不见了"),
    ],
)
def test_what_would_lose_something_is_refused_with_what_to_do(changes, said):
    assert said in _said(*changes)


@pytest.mark.parametrize("name", list_template_names())
def test_a_register_that_ships_may_follow_itself_but_for_its_number(name):
    declaration = load_template(name)
    assert [p.place.render() for p in find_change_problems(declaration, declaration)] == ["version"]
