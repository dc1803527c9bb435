"""How a figure is printed: one place for the terminal, pages, bulletins, sheets and the API.

A figure stands in the scale of its target (亿, 万, or plain), with the digits of the target, those
of the figure as it was reported (two at most), and never fewer than three significant digits of the
target. Amounts that are compared are printed with as many digits as it takes to tell them apart, so
that a sentence never says `为50%，应达50%` of a shortfall.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from duban.quantities.units import COUNT, SORTS

SCALES: Final = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
POINTS: Final = frozenset({"百分点", "个百分点"})
NEVER_SCALED: Final = frozenset({"%", "％", "‰", *POINTS})
_REPORTED_DECIMALS: Final = 2
_SIGNIFICANT_DIGITS: Final = 3
_DECIMALS_LIMIT: Final = 6


@dataclass(frozen=True, slots=True)
class Scale:
    """The unit in which figures are printed and typed: `factor` base units each."""

    factor: Decimal
    label: str


def choose_scale(unit: str, *values: Decimal | None) -> Scale:
    """The scale that suits the largest of `values`: 亿 or 万 where they are that large."""
    largest = max((abs(value) for value in values if value is not None), default=Decimal(0))
    if unit not in NEVER_SCALED:
        for factor, power_word in SCALES:
            if largest >= factor:
                return Scale(factor, power_word + unit)
    return Scale(Decimal(1), unit)


def is_count_unit(unit: str) -> bool:
    """Whether the unit counts whole things one by one (座, 个, 户), of which there are no parts."""
    return SORTS.get(unit) == COUNT


def count_decimals(value: Decimal) -> int:
    """How many decimals it takes to write the value in full."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def decimals_for_due(target: Decimal, unit: str) -> int:
    """The decimals, in the target's scale, to which an amount due is rounded and judged.

    Whole things are due in whole numbers; other amounts with the target's own digits, and no fewer
    than three significant ones.
    """
    scale = choose_scale(unit, target)
    if is_count_unit(unit) and target == target.to_integral_value():
        integer_decimals = count_decimals(1 / scale.factor)
        return min(
            integer_decimals, max(count_decimals(target / scale.factor), _significant_decimals(target / scale.factor))
        )
    scaled_target = target / scale.factor
    return min(_DECIMALS_LIMIT, max(count_decimals(scaled_target), _significant_decimals(scaled_target)))


def _significant_decimals(value: Decimal) -> int:
    return max(0, _SIGNIFICANT_DIGITS - 1 - value.adjusted()) if value else _REPORTED_DECIMALS


def choose_decimals(unit: str, target: Decimal | None, *figures: Decimal | None) -> int:
    """The decimals that these figures are printed with, beside their target."""
    present_figures = [figure for figure in figures if figure is not None]
    scale = choose_scale(unit, *((target,) if target else present_figures))
    target_decimals = decimals_for_due(target, unit) if target else 0
    figure_decimals = [min(count_decimals(figure / scale.factor), _REPORTED_DECIMALS) for figure in present_figures]
    places = max([target_decimals, *figure_decimals])
    while places < _DECIMALS_LIMIT and _are_printed_alike(present_figures, scale, places):
        places += 1
    return places


def _are_printed_alike(figures: list[Decimal], scale: Scale, places: int) -> bool:
    """Whether two different figures would be printed as one."""
    printed = {round_half_up(figure / scale.factor, places) for figure in figures}
    return len(printed) < len(set(figures))


def round_half_up(value: Decimal, places: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """The value with so many decimals, a half going up as people round."""
    return value.quantize(Decimal(1).scaleb(-places), rounding)


def format_plain(value: Decimal, *, grouped: bool = False) -> str:
    """Without needless zeros or an exponent; with thousands grouped where asked."""
    text = f"{value:,f}" if grouped else f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def print_figure(
    value: Decimal, unit: str, *, target: Decimal | None = None, places: int | None = None, grouped: bool = False
) -> str:
    """A figure with its unit as Chinese writes it: `1.3万座`, `5%`, `0.5个百分点`.

    `target` is the target it is printed beside, which gives the scale; `places` is the number of
    decimals, by default what `choose_decimals` returns. Amounts are in base units of `unit`.
    """
    scale = choose_scale(unit, value if target is None else target)
    digits = choose_decimals(unit, target, value) if places is None else places
    label = "个百分点" if scale.label == "百分点" else scale.label
    return format_plain(round_half_up(value / scale.factor, digits), grouped=grouped) + label


def print_figure_english(value: Decimal, unit: str, *, places: int | None = None) -> str:
    """The same in English: `13,000 座`, `5%`, `0.5 percentage points`."""
    digits = choose_decimals(unit, None, value) if places is None else places
    text = format_plain(round_half_up(value, digits), grouped=True)
    if unit in POINTS:
        return f"{text} percentage point{'' if abs(value) == 1 else 's'}"
    return f"{text}{unit}" if unit in ("%", "‰", "") else f"{text} {unit}"
