"""Formatting and parsing amounts: 3,000亿元 for 300000000000 元, and back."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from duban.quantities import printing
from duban.quantities.printing import NEVER_SCALED, Scale, choose_decimals, choose_scale
from duban.series import UnitError, convert
from duban_site.core.errors import Refused

__all__ = ["NEVER_SCALED", "Scale", "choose_decimals", "choose_scale", "format_amount", "format_plain", "parse_amount"]

_NUMBER_CHARACTERS = frozenset("0123456789.-+")


def format_plain(value: Decimal) -> str:
    """The number without trailing zeros or an exponent, thousands grouped."""
    return printing.format_plain(value, grouped=True)


def format_amount(
    value: Decimal | None,
    unit: str,
    *reference_values: Decimal | None,
    with_unit: bool = True,
    places: int | None = None,
) -> str:
    """The value in the scale and digits that suit it, or the first reference value (a target)."""
    if value is None:
        return "—"
    reference = next((reference_value for reference_value in reference_values if reference_value is not None), None)
    scale = choose_scale(unit, value if reference is None else reference)
    digits = choose_decimals(unit, reference, value) if places is None else places
    number_text = format_plain(printing.round_half_up(value / scale.factor, digits))
    return number_text + (scale.label if with_unit else "")


def parse_amount(typed_text: str, unit: str, scale: Scale) -> Decimal:
    """Parse a typed amount into base units; a number without a unit is in `scale`.

    Raises Refused with the reason.
    """
    cleaned_text = unicodedata.normalize("NFKC", typed_text).replace(",", "").replace(" ", "").strip()
    number_end = next(
        (index for index, character in enumerate(cleaned_text) if character not in _NUMBER_CHARACTERS),
        len(cleaned_text),
    )
    number_text, typed_unit = cleaned_text[:number_end], cleaned_text[number_end:]
    try:
        value = Decimal(number_text)
    except InvalidOperation as error:
        raise Refused(_("“%(text)s”不是数字。") % {"text": typed_text}) from error
    if not typed_unit or typed_unit == scale.label:
        return value * scale.factor
    if typed_unit == unit:
        return value
    try:
        return convert(value, typed_unit, unit)
    except UnitError as error:
        message = _("单位“%(said)s”与本指标的单位“%(unit)s”不符。")
        raise Refused(message % {"said": typed_unit, "unit": scale.label}) from error
