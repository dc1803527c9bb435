"""One canonical form for text that was typed in several ways.

Every character is replaced by exactly one character, so a position in the canonical text is a
position in the original. Full-width ASCII becomes ASCII; percent signs, dashes, tildes, colons and
spaces that look alike become one of each. What a web page left behind when its text was taken
(a line break written as a backslash and a letter, `&nbsp;`, a space lost as ??) becomes white
space as long. Nothing is added or removed.
"""

from __future__ import annotations

import re

_CANONICAL_BY_CODE: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_CANONICAL_BY_CODE |= {ord(c): "%" for c in "﹪٪"}
_CANONICAL_BY_CODE |= {ord(c): "-" for c in "—–―‒−‐‑﹣─━"}
_CANONICAL_BY_CODE |= {ord(c): "~" for c in "〜∼～"}
_CANONICAL_BY_CODE |= {ord(c): ":" for c in "∶︰﹕"}
_CANONICAL_BY_CODE |= {ord(c): "." for c in "．﹒"}
_CANONICAL_BY_CODE |= {ord(c): "," for c in "﹐"}
_CANONICAL_BY_CODE |= {ord(c): "、" for c in "﹑､"}
_CANONICAL_BY_CODE |= {ord(c): ";" for c in "﹔"}
_CANONICAL_BY_CODE |= {ord(c): "。" for c in "｡"}
_CANONICAL_BY_CODE |= {ord(c): "·" for c in "•・‧∙"}
_CANONICAL_BY_CODE |= {ord(c): " " for c in "\u3000\u00a0\u2002\u2003\u2009\t\ufeff"}
_CANONICAL_BY_CODE |= {ord(c): "〇" for c in "○◯"}

_VARIANT = re.compile(f"[{re.escape(''.join(map(chr, _CANONICAL_BY_CODE)))}]")

_SCRAPED_SEQUENCE = re.compile(r"\\(?:r\\)?n|&(?P<entity>[a-z]{2,8});|\?\?+(?=.)")
_ENTITIES = {
    "nbsp": " ", "ensp": " ", "emsp": " ", "thinsp": " ", "ldquo": "“", "rdquo": "”",
    "lsquo": "‘", "rsquo": "’", "quot": '"', "mdash": "-", "ndash": "-", "middot": "·",
    "amp": "&", "lt": "<", "gt": ">",
}  # fmt: skip
_FOUNDER_POINT = re.compile(r"(?<=[０-９])\ufffd(?=[０-９])")
"""Between full-width digits, what was lost is the decimal point of Founder's (方正) fonts."""


def canonicalise(text: str) -> str:
    """The canonical form of `text`, with the same number of code points."""
    if "\\n" in text or "&" in text or "??" in text:
        text = _SCRAPED_SEQUENCE.sub(_replace_scraped, text)
    if "\ufffd" in text:
        text = _FOUNDER_POINT.sub(".", text)
    for character in set(_VARIANT.findall(text)):
        text = text.replace(character, _CANONICAL_BY_CODE[ord(character)])
    return text


def _replace_scraped(match: re.Match[str]) -> str:
    """What a scraped sequence stands for, filled up with spaces to the length of what it was."""
    entity, length = match["entity"], len(match[0])
    if entity is None:
        return (" " if match[0][0] == "?" else "\n").rjust(length)
    return _ENTITIES[entity].ljust(length) if entity in _ENTITIES else match[0]
