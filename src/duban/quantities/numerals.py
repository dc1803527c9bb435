"""Chinese numerals and Decimals, both ways.

Reads digits with multipliers (1.2万亿, 3千), place-value numerals (三千四百五十六), digit strings
(二〇二五) and colloquial ends (一百五 is 150, 两万三 is 23000). Writes the form that financial text
uses, which keeps the leading 一 (10 is 一十), so that writing and reading are inverse.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

VALUE_BY_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
SMALL_MULTIPLIERS = {"十": 10, "百": 100, "千": 1000}
LARGE_MULTIPLIERS = {"万": 10**4, "亿": 10**8}
_WRITTEN_DIGITS = "零一二三四五六七八九"


@lru_cache(maxsize=4096)
def parse_numeral(text: str) -> Decimal:
    """The value of a numeral: ASCII digits, Chinese digits, multipliers, in any usual mix.

    Raises ValueError, naming the numeral, when it is not one.
    """
    plain = text.replace(",", "")
    try:
        if plain and plain[0] in "0123456789.":
            return _parse_with_multipliers(plain)
        return _parse_chinese(plain)
    except (KeyError, ArithmeticError, IndexError) as error:
        raise ValueError(f"not a numeral: {text!r}") from error


def _parse_with_multipliers(text: str) -> Decimal:
    """ASCII digits and 十百千万亿, multiplied out from the left: 1.2万亿 is 1.2 × 10⁴ × 10⁸."""
    digits_end = len(text)
    while digits_end and text[digits_end - 1] not in "0123456789.":
        digits_end -= 1
    value = Decimal(text[:digits_end])
    for multiplier in text[digits_end:]:
        value *= SMALL_MULTIPLIERS.get(multiplier) or LARGE_MULTIPLIERS[multiplier]
    return value


def _parse_chinese(text: str) -> Decimal:
    """A Chinese numeral, with 点 for the decimal point and 半 for a half at its end."""
    if not text:
        raise KeyError(text)
    if "点" in text:
        integer_part, fraction = text.split("点", 1)
        if not integer_part or not fraction.rstrip("".join(LARGE_MULTIPLIERS)):
            raise KeyError(text)
        fraction_digits = fraction.rstrip("".join(LARGE_MULTIPLIERS))
        digits = "".join(str(VALUE_BY_DIGIT[character]) for character in fraction_digits)
        value = _parse_integer(integer_part) + Decimal(f"0.{digits}")
        for character in fraction[len(fraction_digits) :]:
            value *= LARGE_MULTIPLIERS[character]
        return value
    if text == "半":
        return Decimal("0.5")
    if text.endswith("半"):
        return _parse_integer(text[:-1]) + Decimal("0.5")
    return _parse_integer(text)


def _parse_integer(text: str) -> Decimal:
    if len(text) > 1 and all(character in VALUE_BY_DIGIT for character in text):
        return Decimal("".join(str(VALUE_BY_DIGIT[character]) for character in text))
    total = section = digit = 0
    unit = 1
    for index, character in enumerate(text):
        if character in VALUE_BY_DIGIT:
            digit = VALUE_BY_DIGIT[character]
            unit = 10 if character in "零〇" else unit
        elif character in SMALL_MULTIPLIERS:
            section += (digit or (1 if index == 0 or not section else 0) or 1) * SMALL_MULTIPLIERS[character]
            digit, unit = 0, SMALL_MULTIPLIERS[character]
        else:
            multiplier = LARGE_MULTIPLIERS[character]
            section += digit
            if multiplier == 10**8:
                total = (total + section or 1) * multiplier
            else:
                upper_sections, lower_section = divmod(total, 10**8)
                total = upper_sections * 10**8 + (lower_section + section or 1) * multiplier
            section = digit = 0
            unit = multiplier
    # "一百五" is 150 and "两万三" is 23000, but "一百零五" is 105 and "十五" is 15.
    if digit and unit > 10 and text[-2] not in "零〇":
        digit *= unit // 10
    return Decimal(total + section + digit)


def to_numeral(value: Decimal) -> str:
    """`value` (at least 0, below 10¹⁶) as a Chinese numeral. Raises ValueError outside it."""
    if value < 0 or value >= 10**16:
        raise ValueError(f"no numeral is written for {value}: it must be in [0, 10^16)")
    integer_part = int(value)
    fraction = format(value.normalize(), "f").partition(".")[2]
    text = _write_integer(integer_part)
    return text + "点" + "".join(_WRITTEN_DIGITS[int(digit)] for digit in fraction) if fraction else text


def _write_integer(value: int) -> str:
    if value == 0:
        return "零"
    parts: list[str] = []
    for unit, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        section, value = divmod(value, unit)
        if section:
            gap = "零" if parts and section < 1000 else ""
            parts.append(gap + _write_section(section) + name)
    return _join_sections(parts)


def _join_sections(parts: list[str]) -> str:
    """Write 万亿 before 亿 only once: 1,2000,0000,0000 is 一万二千亿."""
    if len(parts) > 1 and parts[0].endswith("万亿") and parts[1].endswith("亿"):
        parts[0] = parts[0][:-1]
    return "".join(parts)


def _write_section(value: int) -> str:
    numeral = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            numeral += _WRITTEN_DIGITS[digit] + name
        elif numeral and value and not numeral.endswith("零"):
            numeral += "零"
    return numeral
