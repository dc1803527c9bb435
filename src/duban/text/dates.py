"""Dates written in Chinese numerals, in digits (二〇二六年一月 is 2026年1月)."""

from __future__ import annotations

import re
from typing import Final

from duban.text.normalise import canonical

_DIGITS: Final = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "O": "0",
    "0": "0",
    "\ufffd": "0",
}
# Each begins with a character, so that searching stops only there; what may not stand before it is
# looked at then.
_YEAR: Final = re.compile(
    r"[一二](?<![一二三四五六七八九十百].)(?: ?[〇零O0\ufffd一二三四五六七八九]){3}(?= ?年)"
)
_DAY: Final = re.compile(
    r"([年月])([一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日])"
)
_SPACE: Final = re.compile(r" (?<=[\d年月日] ) *(?=[\d年月日])")


def with_digits(text: str) -> str:
    """The canonical text with Chinese dates in digits, and no spaces inside a date."""
    text = _YEAR.sub(lambda m: "".join(_DIGITS[c] for c in m[0] if c != " "), canonical(text))
    text = _DAY.sub(lambda m: f"{m[1]}{_small(m[2])}", text)
    return _SPACE.sub("", text)


def _small(chinese: str) -> int:
    tens, ten, units = chinese.rpartition("十")
    head = int(_DIGITS[tens]) if tens else 1 if ten else 0
    return head * 10 + (int(_DIGITS[units]) if units else 0)
