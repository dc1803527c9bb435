"""Units convert within a family and never across."""

from decimal import Decimal

import pytest

from duban.series import UnitError, convert

D = Decimal


@pytest.mark.parametrize(
    ("value", "source", "target", "result"),
    [
        ("1.3", "万座", "座", "13000"),
        ("3000", "亿元", "元", "300000000000"),
        ("1.2", "万亿元", "亿元", "12000"),
        ("20", "万千瓦", "千瓦", "200000"),
        ("3", "兆瓦", "千瓦", "3000"),
        ("1.16", "万公顷", "亩", "174000"),
        ("260", "平方公里", "平方公里", "260"),
        ("5", "‰", "%", "0.5"),
        ("600", "家", "户", "600"),
        ("546", "万人", "", "5460000"),
        ("7", "", "个", "7"),
        ("3", "万场次", "场次", "30000"),
    ],
)
def test_conversion(value, source, target, result):
    assert convert(D(value), source, target) == D(result)


@pytest.mark.parametrize(
    ("source", "target"), [("人次", "人"), ("美元", "元"), ("%", "百分点"), ("亿元", "%"), ("公里", "亩")]
)
def test_different_things_are_refused(source, target):
    with pytest.raises(UnitError, match="cannot be converted"):
        convert(D(1), source, target)
