"""Formatting and parsing amounts: 3,000亿元 for 300000000000 元, and back."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from duban.quantities import printing
from duban.quantities.printing import NEVER_SCALED, Scale, places_for, scale_of
from duban.series import UnitError, convert
from duban_site.core.errors import Refused

__all__ = ["NEVER_SCALED", "Scale", "places_for", "plain", "read", "scale_of", "show"]

DIGITS = frozenset("0123456789.-+")


def plain(value: Decimal) -> str:
    """The number without trailing zeros or an exponent, thousands grouped."""
    return printing.plain(value, grouped=True)


def show(
    value: Decimal | None,
    unit: str,
    *like: Decimal | None,
    with_unit: bool = True,
    places: int | None = None,
) -> str:
    """The value in the scale and digits that suit it, or the first reference value (a target)."""
    if value is None:
        return "—"
    beside = next((one for one in like if one is not None), None)
    scale = scale_of(unit, value if beside is None else beside)
    digits = places_for(unit, beside, value) if places is None else places
    text = plain(printing.rounded(value / scale.factor, digits))
    return text + (scale.label if with_unit else "")


def read(text: str, unit: str, scale: Scale) -> Decimal:
    """Parse a typed amount into base units; a number without a unit is in `scale`.

    Raises Refused with the reason.
    """
    clean = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").strip()
    end = next((n for n, c in enumerate(clean) if c not in DIGITS), len(clean))
    number, said = clean[:end], clean[end:]
    try:
        value = Decimal(number)
    except InvalidOperation as error:
        raise Refused(_("“%(text)s”不是数字。") % {"text": text}) from error
    if not said or said == scale.label:
        return value * scale.factor
    if said == unit:
        return value
    try:
        return convert(value, said, unit)
    except UnitError as error:
        message = _("单位“%(said)s”与本指标的单位“%(unit)s”不符。")
        raise Refused(message % {"said": said, "unit": scale.label}) from error
