"""Dates written in Chinese numerals, in digits (二〇二六年一月 is 2026年1月)."""

from __future__ import annotations

import re
from typing import Final

from duban.text.normalise import canonicalise

_DIGIT_BY_CHARACTER: Final = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "O": "0",
    "0": "0",
    "\ufffd": "0",
}
# Each begins with a character, so that searching stops only there; what may not stand before it is
# looked at then.
_CHINESE_YEAR: Final = re.compile(
    r"[一二](?<![一二三四五六七八九十百].)(?: ?[〇零O0\ufffd一二三四五六七八九]){3}(?= ?年)"
)
_CHINESE_DAY: Final = re.compile(r"([年月])([一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日])")
_SPACE_IN_DATE: Final = re.compile(r" (?<=[\d年月日] ) *(?=[\d年月日])")


def convert_chinese_dates(text: str) -> str:
    """The canonical text with Chinese dates in digits, and no spaces inside a date."""
    text = _CHINESE_YEAR.sub(
        lambda match: "".join(_DIGIT_BY_CHARACTER[character] for character in match[0] if character != " "),
        canonicalise(text),
    )
    text = _CHINESE_DAY.sub(lambda match: f"{match[1]}{_parse_small_number(match[2])}", text)
    return _SPACE_IN_DATE.sub("", text)


def _parse_small_number(chinese: str) -> int:
    tens, ten_character, units = chinese.rpartition("十")
    ten_count = int(_DIGIT_BY_CHARACTER[tens]) if tens else 1 if ten_character else 0
    return ten_count * 10 + (int(_DIGIT_BY_CHARACTER[units]) if units else 0)
