"""How figures are printed: rereading gives the value, and different figures look different."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.quantities import printing, scan

D = Decimal
UNITS = st.sampled_from(["个", "人", "元", "公里", "%", "个百分点"])
AMOUNTS = st.decimals("0.01", "900000000", places=2)


@pytest.mark.parametrize(
    ("value", "unit", "like", "printed"),
    [
        ("30397.333333", "人", "30000", "3.04万人"),
        ("1.333333", "个", "2", "1.33个"),
        ("2", "条", "3", "2条"),
        ("5.25", "%", "5", "5.25%"),
        ("0.5", "百分点", None, "0.5个百分点"),
        ("222170000000", "元", None, "2221.7亿元"),
        ("-4.2", "%", "-5", "-4.2%"),
        ("0", "个", "40", "0个"),
    ],
)
def test_a_figure_stands_in_the_scale_and_digits_of_its_target(value, unit, like, printed):
    assert printing.print_figure(D(value), unit, target=like and D(like)) == printed


@given(AMOUNTS, AMOUNTS, UNITS)
def test_a_printed_figure_reads_back_to_the_targets_precision(value, target, unit):
    text = printing.print_figure(value, unit, target=target)
    (found,) = scan(text)
    scale = printing.choose_scale(unit, target)
    step = scale.factor.scaleb(-printing.choose_decimals(unit, target, value))
    assert found.unit.replace("个百分点", "百分点") == unit.replace("个百分点", "百分点")
    assert abs(found.value - value) <= step / 2


@given(AMOUNTS, AMOUNTS, UNITS)
def test_two_figures_that_differ_are_printed_differently(a, b, unit):
    places = printing.choose_decimals(unit, b, a, b)
    texts = {printing.print_figure(v, unit, target=b, places=places) for v in (a, b)}
    assert len(texts) == len({a, b}) or places == 6


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        ("0.5", "个百分点", "0.5 percentage points"),
        ("1", "百分点", "1 percentage point"),
        ("13000", "座", "13,000 座"),
        ("5", "%", "5%"),
    ],
)
def test_english_says_percentage_points(value, unit, printed):
    assert printing.print_figure_english(D(value), unit) == printed
