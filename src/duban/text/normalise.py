"""One canonical form for text that was typed in several ways.

Every character is replaced by exactly one character, so a position in the canonical text is a
position in the original. Full-width ASCII becomes ASCII; percent signs, dashes, tildes, colons and
spaces that look alike become one of each. Nothing is added or removed.
"""

from __future__ import annotations

_TABLE: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_TABLE |= {ord(c): "%" for c in "﹪٪"}
_TABLE |= {ord(c): "-" for c in "—–―‒−‐‑﹣─━"}
_TABLE |= {ord(c): "~" for c in "〜∼～"}
_TABLE |= {ord(c): ":" for c in "∶︰﹕"}
_TABLE |= {ord(c): "." for c in "．﹒"}
_TABLE |= {ord(c): "," for c in "﹐"}
_TABLE |= {ord(c): "、" for c in "﹑､"}
_TABLE |= {ord(c): ";" for c in "﹔"}
_TABLE |= {ord(c): "。" for c in "｡"}
_TABLE |= {ord(c): "·" for c in "•・‧∙"}
_TABLE |= {ord(c): " " for c in "\u3000\u00a0\u2002\u2003\u2009\t\ufeff"}
_TABLE |= {ord(c): "〇" for c in "○◯"}

_VARIANTS = frozenset(chr(code) for code in _TABLE)


def canonical(text: str) -> str:
    """The canonical form of `text`, with the same number of code points."""
    for char in _VARIANTS.intersection(text):
        text = text.replace(char, _TABLE[ord(char)])
    return text
