"""The numbers that Word writes before paragraphs by itself (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from xml.etree.ElementTree import Element

_DIGITS = "〇一二三四五六七八九"
_CHINESE_WORDS = (
    "chineseCounting chineseCountingThousand chineseLegalSimplified ideographTraditional "
    "japaneseCounting taiwaneseCounting taiwaneseCountingThousand"
)
_CHINESE = frozenset(_CHINESE_WORDS.split())
_PLACE = re.compile(r"%([1-9])")


class Numbering:
    """Counts numbered paragraphs as Word does: a list each, a counter a level."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for item in root if root is not None else ():
            if item.tag == "abstractNum":
                levels = (_Level(level) for level in item.findall("lvl"))
                self._levels[item.get("abstractNumId", "")] = {x.index: x for x in levels}
            elif item.tag == "num":
                self._abstract[item.get("numId", "")] = _val(item, "abstractNumId")

    def label(self, number: str, index: str) -> str:
        """The number that stands before the next paragraph of a list; "" where there is none."""
        at = int(index) if index.isdecimal() else 0
        abstract = self._abstract.get(number, "")
        levels = self._levels.get(abstract, {})
        level = levels.get(at)
        if level is None:
            return ""
        counts = self._counts[abstract]
        counts[at] = counts.get(at, level.start - 1) + 1
        for deeper in [i for i in counts if i > at]:
            del counts[deeper]
        if level.format in ("bullet", "none"):
            return ""
        return (
            _PLACE.sub(lambda m: _number(levels, counts, int(m[1]) - 1), level.text) + level.after
        )


class _Level:
    def __init__(self, level: Element) -> None:
        index, start = level.get("ilvl", "0"), _val(level, "start") or "1"
        self.index = int(index) if index.isdecimal() else 0
        self.start = int(start) if start.isdecimal() and len(start) < 6 else 1
        self.format = _val(level, "numFmt") or "decimal"
        self.text = _val(level, "lvlText")
        wide = bool(self.text) and self.text[-1] in "、，．。）】"
        self.after = "" if wide or _val(level, "suff") == "nothing" else " "


def _number(levels: dict[int, _Level], counts: dict[int, int], index: int) -> str:
    level = levels.get(index)
    if level is None:
        return ""
    value = counts.setdefault(index, level.start)
    if level.format in _CHINESE:
        return chinese(value)
    if level.format == "decimalEnclosedCircle" and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if level.format in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (value - 1) % 26)
        return letter if level.format == "upperLetter" else letter.lower()
    if level.format in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(d) + 0xFEE0) for d in str(value))
    return str(value)


def chinese(value: int) -> str:
    """A counting number below 100 in Chinese (十, 十二, 二十一); Arabic from 100 on."""
    if not 0 < value < 100:
        return str(value)
    tens, units = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[units] if units else "")


def _val(parent: Element, tag: str) -> str:
    found = parent.find(tag)
    return "" if found is None else found.get("val", "")
