"""Amounts as people write them: 3,000亿元 for 300000000000 元, and back again."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from duban.series import UnitError, convert
from duban_site.errors import Refused

SCALES = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
NEVER_SCALED = frozenset({"%", "百分点", "‰"})
DIGITS = frozenset("0123456789.-+")


@dataclass(frozen=True, slots=True)
class Scale:
    """The unit in which a claim's figures are shown and typed: `factor` base units each."""

    factor: Decimal
    label: str


def scale_of(unit: str, *values: Decimal | None) -> Scale:
    """A scale that suits the largest of `values`: 亿 or 万 where they are that large."""
    largest = max((abs(v) for v in values if v is not None), default=Decimal(0))
    if unit not in NEVER_SCALED:
        for factor, word in SCALES:
            if largest >= factor:
                return Scale(factor, word + unit)
    return Scale(Decimal(1), unit)


def plain(value: Decimal) -> str:
    """Without needless zeros or an exponent, thousands grouped."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show(value: Decimal | None, unit: str, *like: Decimal | None, with_unit: bool = True) -> str:
    """The value in the scale that suits it, or that suits `like` (the target it stands beside)."""
    if value is None:
        return "—"
    scale = scale_of(unit, *(like or (value,)))
    return plain(value / scale.factor) + (scale.label if with_unit else "")


def read(text: str, unit: str, scale: Scale) -> Decimal:
    """What was typed, in base units: a bare number counts in `scale`, one with a unit in that.

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
