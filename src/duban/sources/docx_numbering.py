"""The numbers that Word writes before paragraphs by itself (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from xml.etree.ElementTree import Element

_CHINESE_DIGITS = "〇一二三四五六七八九"
_CHINESE_FORMAT_NAMES = (
    "chineseCounting chineseCountingThousand chineseLegalSimplified ideographTraditional "
    "japaneseCounting taiwaneseCounting taiwaneseCountingThousand"
)
_CHINESE_FORMATS = frozenset(_CHINESE_FORMAT_NAMES.split())
_LEVEL_PLACEHOLDER = re.compile(r"%([1-9])")


class Numbering:
    """Counts numbered paragraphs as Word does: a list each, a counter a level."""

    def __init__(self, root: Element | None) -> None:
        self._levels_by_list: dict[str, dict[int, _Level]] = {}
        self._abstract_by_number: dict[str, str] = {}
        self._counts_by_list: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for item in root if root is not None else ():
            if item.tag == "abstractNum":
                levels = (_Level(level) for level in item.findall("lvl"))
                self._levels_by_list[item.get("abstractNumId", "")] = {
                    parsed_level.index: parsed_level for parsed_level in levels
                }
            elif item.tag == "num":
                self._abstract_by_number[item.get("numId", "")] = _get_value(item, "abstractNumId")

    def next_label(self, number: str, index: str) -> str:
        """The number that stands before the next paragraph of a list; "" where there is none."""
        level_index = int(index) if index.isdecimal() else 0
        abstract_id = self._abstract_by_number.get(number, "")
        levels = self._levels_by_list.get(abstract_id, {})
        level = levels.get(level_index)
        if level is None:
            return ""
        counts = self._counts_by_list[abstract_id]
        counts[level_index] = counts.get(level_index, level.start - 1) + 1
        for deeper in [i for i in counts if i > level_index]:
            del counts[deeper]
        if level.format in ("bullet", "none"):
            return ""
        return (
            _LEVEL_PLACEHOLDER.sub(lambda match: _format_number(levels, counts, int(match[1]) - 1), level.text)
            + level.separator
        )


class _Level:
    def __init__(self, level: Element) -> None:
        index, start = level.get("ilvl", "0"), _get_value(level, "start") or "1"
        self.index = int(index) if index.isdecimal() else 0
        self.start = int(start) if start.isdecimal() and len(start) < 6 else 1
        self.format = _get_value(level, "numFmt") or "decimal"
        self.text = _get_value(level, "lvlText")
        ends_wide = bool(self.text) and self.text[-1] in "、，．。）】"
        self.separator = "" if ends_wide or _get_value(level, "suff") == "nothing" else " "


def _format_number(levels: dict[int, _Level], counts: dict[int, int], index: int) -> str:
    level = levels.get(index)
    if level is None:
        return ""
    value = counts.setdefault(index, level.start)
    if level.format in _CHINESE_FORMATS:
        return format_chinese_number(value)
    if level.format == "decimalEnclosedCircle" and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if level.format in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (value - 1) % 26)
        return letter if level.format == "upperLetter" else letter.lower()
    if level.format in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))
    return str(value)


def format_chinese_number(value: int) -> str:
    """A counting number below 100 in Chinese (十, 十二, 二十一); Arabic from 100 on."""
    if not 0 < value < 100:
        return str(value)
    tens, units = divmod(value, 10)
    tens_text = "" if tens == 0 else "十" if tens == 1 else _CHINESE_DIGITS[tens] + "十"
    return tens_text + (_CHINESE_DIGITS[units] if units else "")


def _get_value(parent: Element, tag: str) -> str:
    child = parent.find(tag)
    return "" if child is None else child.get("val", "")
