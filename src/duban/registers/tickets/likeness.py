"""The similarity of two texts by the character bigrams that they share."""

from __future__ import annotations

import re
import unicodedata

# Set phrases that occur in every call and so distinguish nothing.
_PHRASES = re.compile(
    "市民来电|来电人|诉求人|反映|希望|相关部门|有关部门|尽快|核实|处理|解决|请|您好|你好|谢谢|咨询|投诉|求助"
)
_KEPT = re.compile(r"[0-9a-z\u3400-\u9fff]+")


def grams(text: str) -> frozenset[str]:
    """The bigrams of adjacent characters, without punctuation and set phrases.

    Full and half width are treated as equal, and so are upper and lower case.
    """
    plain = _PHRASES.sub(" ", unicodedata.normalize("NFKC", text).lower())
    found: set[str] = set()
    for run in _KEPT.findall(plain):
        found.update(run[n : n + 2] for n in range(max(len(run) - 1, 1)))
    return frozenset(found)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The Dice coefficient of two sets of bigrams: 0 to 1."""
    if not one or not other:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))
