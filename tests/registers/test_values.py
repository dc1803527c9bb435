"""What somebody types becomes a value of its field, or a sentence that says what is wrong."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from duban.registers import Datum, Field, FieldType, Point, read_value, to_json

D = Decimal


def _field(kind, **more):
    return Field("x", "项", "X", FieldType(kind), **more)


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (_field("text"), "  甲 ", "甲"),
        (_field("text"), 530000.0, "530000"),
        (_field("text"), " ", None),
        (_field("long"), "一\r\n二", "一\n二"),
        (_field("whole"), "1,200", 1200),
        (_field("whole"), 3.0, 3),
        (_field("decimal"), "0.10", D("0.10")),
        (_field("money", unit="万元"), 12.5, D("12.5")),
        (_field("date"), "2025年3月1日", dt.date(2025, 3, 1)),
        (_field("date"), "2025/3/1", dt.date(2025, 3, 1)),
        (_field("date"), dt.datetime(2025, 3, 1, 8), dt.date(2025, 3, 1)),  # noqa: DTZ001
        (_field("yesno"), "是", True),
        (_field("yesno"), "否", False),
        (_field("phone"), 13812345678.0, "13812345678"),
        (_field("choice", choices=("甲", "乙")), "乙", "乙"),
        (_field("point", datum=Datum.WGS84), "102.7, 25.04 WGS84", Point(D("102.7"), D("25.04"), Datum.WGS84)),
        (
            _field("point", datum=Datum.GCJ02),
            {"lng": "102.7", "lat": "25.04", "datum": "GCJ-02"},
            Point(D("102.7"), D("25.04"), Datum.GCJ02),
        ),
    ],
    ids=str,
)
def test_what_forms_and_cells_hold_is_read(field, raw, value):
    assert read_value(field, raw) == value
    if value is not None:
        assert read_value(field, to_json(value)) == value


@pytest.mark.parametrize(
    ("field", "raw", "said"),
    [
        (_field("text"), "a\x00b", "控制字符"),
        (_field("text", longest=2), "一二三", "有3字，最多2字"),
        (_field("text", pattern=r"\d+"), "甲", "格式不对"),
        (_field("whole"), "1.5", "不是整数"),
        (_field("whole", minimum=D(1)), 0, "小于下限1"),
        (_field("whole", maximum=D(1)), 2, "大于上限1"),
        (_field("decimal"), "NaN", "超出可记的范围"),
        (_field("decimal"), "1e30", "超出可记的范围"),
        (_field("decimal"), "0." + "1" * 50, "最多40个字符"),
        (_field("decimal"), True, "应填数字"),
        (_field("date"), "2025-02-30", "不存在"),
        (_field("date"), "春天", "不是日期"),
        (_field("yesno"), "也许", "应填是或否"),
        (_field("phone"), "abc", "电话"),
        (_field("choice", choices=("甲",)), "丙", "不在选项中"),
        (_field("point", datum=Datum.WGS84), "25.04,102.7 WGS84", "先经度后纬度"),
        (_field("point", datum=Datum.WGS84), "102.7,25.04 GCJ-02", "不能混用"),
        (_field("point", datum=Datum.WGS84), "102.7,25.04", "坐标系应为WGS84"),
        (_field("point", datum=Datum.WGS84), "那里", "不是坐标"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_with_a_sentence(field, raw, said):
    with pytest.raises(ValueError, match=said):
        read_value(field, raw)


def test_old_events_are_read_without_todays_rules():
    field = _field("choice", choices=("甲",))
    assert read_value(field, "丙", skip_rules=True) == "丙"
    assert read_value(_field("whole", minimum=D(5)), 1, skip_rules=True) == 1
