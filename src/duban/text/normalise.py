"""One canonical form for text that was typed in several ways.

Every character is replaced by exactly one character, so a position in the canonical text is a
position in the original. Full-width ASCII becomes ASCII; percent signs, dashes, tildes, colons and
spaces that look alike become one of each. What a web page left behind when its text was taken
(a line break written as a backslash and a letter, `&nbsp;`, a space lost as ??) becomes white
space as long. Nothing is added or removed.
"""

from __future__ import annotations

import re

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

_VARIANT = re.compile(f"[{re.escape(''.join(map(chr, _TABLE)))}]")

_SCRAPED = re.compile(r"\\(?:r\\)?n|&(?P<entity>[a-z]{2,8});|\?\?+(?=.)")
_ENTITIES = {
    "nbsp": " ", "ensp": " ", "emsp": " ", "thinsp": " ", "ldquo": "“", "rdquo": "”",
    "lsquo": "‘", "rsquo": "’", "quot": '"', "mdash": "-", "ndash": "-", "middot": "·",
    "amp": "&", "lt": "<", "gt": ">",
}  # fmt: skip
_FOUNDER_POINT = re.compile(r"(?<=[０-９])\ufffd(?=[０-９])")
"""Between full-width digits, what was lost is the decimal point of Founder's (方正) fonts."""


def canonical(text: str) -> str:
    """The canonical form of `text`, with the same number of code points."""
    if "\\n" in text or "&" in text or "??" in text:
        text = _SCRAPED.sub(_white, text)
    if "\ufffd" in text:
        text = _FOUNDER_POINT.sub(".", text)
    for char in set(_VARIANT.findall(text)):
        text = text.replace(char, _TABLE[ord(char)])
    return text


def _white(found: re.Match[str]) -> str:
    """What a scraped sequence stands for, filled up with spaces to the length of what it was."""
    entity, size = found["entity"], len(found[0])
    if entity is None:
        return (" " if found[0][0] == "?" else "\n").rjust(size)
    return _ENTITIES[entity].ljust(size) if entity in _ENTITIES else found[0]
