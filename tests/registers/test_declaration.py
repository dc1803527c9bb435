"""A declaration is read whole, or every fault in it is told with its place and what to do."""

from __future__ import annotations

import pytest

from duban.registers import DeclarationError, list_template_names, load, load_file, load_template
from registers.keeping import TREES, trees


@pytest.mark.parametrize("name", list_template_names())
def test_every_register_that_ships_is_a_good_declaration(name):
    declaration = load_template(name)
    assert declaration.id == name
    assert declaration.measures
    assert declaration.english
    assert declaration.about


WRONG = [
    ('type = "whole"', 'type = "hole"', "字段3“age” type：没有“hole”"),
    ('required = "listed"', 'required = "lsted"', "没有“lsted”"),
    ("min = 100", 'min = "100"', "应是数字"),
    ("stage == 'listed'", "stage == 'lsted'", "“lsted”不在可选的值中"),
    ("stage == 'listed'", "grades == '一级'", "没有名为“grades”的字段"),
    ("stage == 'listed'", "age == '一级'", "拿数与文字相比"),
    ("stage == 'listed'", "__import__('os')", "没有“__import__”这个函数"),
    ("stage == 'listed'", "species.upper() == 'A'", "没有“species.upper”这个函数"),
    ("stage == 'listed'", "age", "应得出是否"),
    ("stage == 'listed'", "stage =", "不是一个表达式"),
    ("open('visits')", "open('visit')", "可用：visits"),
    ('to = "dead"', 'to = "gone"', "没有“gone”这个阶段"),
    ('stops = ["listed"]', "stops = []", "没有写明何时停止"),
    ("limit = 10", "", "没有写明期限"),
    ("personal = true", "", "姓名和电话是个人信息"),
    ("months = 12", "", "没有填写保存月数"),
    ("stage == 'listed'", "not " * 240 + "stage == 'listed'", "套得太深"),
    ("stage == 'listed'", "age > 1e999", "太大"),
    ('unit = "年"', 'pattern = "(a+)+b"', "重复里套着重复"),
    ('unit = "年"', 'pattern = "(a"', "不是合格的正则表达式"),
    ('by = ["grade"]', 'by = ["warden"]', "不能按“warden”分组"),
    ('of = "girth"', "", "要写 of"),
    ('who = ["keeper"]', 'who = ["king"]', "没有“king”这种职责"),
    ('title = "species"', 'title = "name"', "没有“name”这个字段"),
    ('key = "warden"', 'key = "age"', "重复"),
    ('key = "warden"', 'key = "stage"', "保留"),
    ('label = "养护人"', 'label = "记录编号"', "保留"),
    ("closes = true", "close = true", "没有这一项；可用：key、label"),
    ('id = "trees"', 'id = "Trees"', "不能作键"),
    ('english = "Old trees"', "", "没有填写；加上 english"),
    ('id = "trees"', "id = trees", "不是合格的TOML"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG, ids=lambda x: x[:30])
def test_a_fault_is_told_with_its_place(right, wrong, said):
    assert right in TREES
    with pytest.raises(DeclarationError) as caught:
        load(TREES.replace(right, wrong, 1), "trees.toml")
    assert said in str(caught.value)
    assert str(caught.value).startswith("trees.toml：")


def test_all_faults_are_told_at_once():
    wrong = TREES.replace('type = "whole"', 'type = "hole"').replace("limit = 10", "limit = -1")
    with pytest.raises(DeclarationError) as caught:
        load(wrong)
    assert len(caught.value.notices) >= 2


def test_a_file_in_another_encoding_is_told(tmp_path):
    path = tmp_path / "trees.toml"
    path.write_bytes(TREES.encode("gb18030"))
    with pytest.raises(DeclarationError, match="UTF-8"):
        load_file(path)
    path.write_text(TREES, encoding="utf-8")
    assert load_file(path).name == "古树名木"


def test_fields_stages_and_measures_are_found_by_key():
    declaration = trees()
    assert declaration.field("age").heading == "树龄（年）"
    assert declaration.stage("dead").locked
    assert declaration.measure("listed").unit == "株"
    with pytest.raises(KeyError):
        declaration.clock("none")
