"""Numerals both ways: Decimal to Chinese numeral to Decimal is the identity."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.quantities import parse_numeral, to_numeral

WRITTEN = {
    "0": "零",
    "10": "一十",
    "105": "一百零五",
    "1010": "一千零一十",
    "10000": "一万",
    "10010": "一万零一十",
    "20300": "二万零三百",
    "100000005": "一亿零五",
    "1200000000000": "一万二千亿",
    "1.25": "一点二五",
    "0.5": "零点五",
}
COLLOQUIAL = {
    "十": "10",
    "十五": "15",
    "一百五": "150",
    "两万三": "23000",
    "二〇二六": "2026",
    "一百零五": "105",
    "3千": "3000",
    "1.2万亿": "1200000000000",
    "12,345.6": "12345.6",
    "四亿五千万": "450000000",
    "两百万": "2000000",
    "半": "0.5",
    "五点五": "5.5",
    "一点三万": "13000",
}
amounts = st.decimals(0, Decimal(10**16) - 1, allow_nan=False, allow_infinity=False, places=4)


@given(st.one_of(amounts, st.integers(0, 10**16 - 1).map(Decimal)))
def test_a_value_written_as_a_numeral_reads_as_itself(value: Decimal) -> None:
    assert parse_numeral(to_numeral(value)) == value


@given(st.integers(0, 10**12 - 1), st.integers(1, 6))
def test_thousands_separators_do_not_change_a_value(whole: int, digits: int) -> None:
    assert parse_numeral(f"{whole:,}.{digits}") == Decimal(f"{whole}.{digits}")


@pytest.mark.parametrize(("value", "numeral"), WRITTEN.items())
def test_a_numeral_is_written_in_full(value: str, numeral: str) -> None:
    assert to_numeral(Decimal(value)) == numeral


@pytest.mark.parametrize(("numeral", "value"), COLLOQUIAL.items())
def test_a_colloquial_numeral_is_read(numeral: str, value: str) -> None:
    assert parse_numeral(numeral) == Decimal(value)


@pytest.mark.parametrize("text", ["", "个", "五个", "abc", "1.2.3", "十五五规划", "点", "五点", "百分之"])
def test_what_is_no_numeral_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="not a numeral") as caught:
        parse_numeral(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize("value", [Decimal(-1), Decimal(10**16)])
def test_a_value_out_of_range_is_not_written(value: Decimal) -> None:
    with pytest.raises(ValueError, match="no numeral is written"):
        to_numeral(value)


@given(st.text(max_size=12))
def test_any_text_is_a_numeral_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_numeral(text).is_finite()
