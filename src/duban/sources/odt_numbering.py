"""The numbers that an OpenDocument program writes before list items and headings by itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from duban.sources.docx_numbering import format_chinese_number


@dataclass(frozen=True, slots=True)
class _Level:
    number_format: str
    prefix: str
    suffix: str
    start: int
    display_levels: int


class Numbering:
    """Counts list items and headings: a list style each, a counter a level."""

    def __init__(self, roots: list[Element]) -> None:
        self._styles: dict[str, dict[int, _Level]] = {}
        self._outline: dict[int, _Level] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for root in roots:
            for style in root.iter("list-style"):
                self._styles.setdefault(style.get("name", ""), _read_levels(style))
            for style in root.iter("outline-style"):
                self._outline = self._outline or _read_levels(style)

    def next_label(self, style: str, depth: int) -> str:
        """The number before the next item of a list at a depth from 1; "" where there is none."""
        return self._format_next(style, self._styles.get(style, {}), depth)

    def next_outline_label(self, level: int) -> str:
        """The number before the next heading of a level, where headings are numbered."""
        return self._format_next("", self._outline, level)

    def leave_list(self, style: str, depth: int, is_continued: bool) -> None:
        """A list ends: one of the same style counts anew, unless a list goes on later."""
        if depth > 1 and not is_continued:
            self._counts[style].pop(depth, None)

    def _format_next(self, style: str, levels: dict[int, _Level], depth: int) -> str:
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts[style]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [level_depth for level_depth in counts if level_depth > depth]:
            del counts[deeper]
        display_range = range(max(1, depth - level.display_levels + 1), depth + 1)
        numbers = [
            _format_number(levels[level_depth].number_format, counts.get(level_depth, 1))
            for level_depth in display_range
            if level_depth in levels
        ]
        text = ".".join(number for number in numbers if number)
        return f"{level.prefix}{text}{level.suffix}" if text else ""


def _read_levels(style: Element) -> dict[int, _Level]:
    level_by_depth: dict[int, _Level] = {}
    for item in style:
        if item.tag in ("list-level-style-number", "outline-level-style"):
            level_by_depth[_read_integer(item, "level")] = _Level(
                item.get("num-format", ""),
                item.get("num-prefix", ""),
                item.get("num-suffix", ""),
                _read_integer(item, "start-value"),
                _read_integer(item, "display-levels"),
            )
    return level_by_depth


def _read_integer(element: Element, attribute_name: str) -> int:
    value = element.get(attribute_name, "1")
    return int(value) if value.isdecimal() and len(value) < 5 else 1


def _format_number(number_format: str, value: int) -> str:
    if number_format.startswith(("一", "壹")):
        return format_chinese_number(value)
    if number_format.startswith("①") and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if number_format[:1] in ("a", "A"):
        return chr(ord(number_format[0]) + (value - 1) % 26)
    return str(value) if number_format[:1] in ("1", "１", "i", "I") else ""
