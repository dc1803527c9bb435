"""The numbers that an OpenDocument program writes before list items and headings by itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from duban.sources.docx_numbering import chinese


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    prefix: str
    suffix: str
    start: int
    shown: int


class Numbering:
    """Counts list items and headings: a list style each, a counter a level."""

    def __init__(self, roots: list[Element]) -> None:
        self._styles: dict[str, dict[int, _Level]] = {}
        self._outline: dict[int, _Level] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for root in roots:
            for style in root.iter("list-style"):
                self._styles.setdefault(style.get("name", ""), _levels(style))
            for style in root.iter("outline-style"):
                self._outline = self._outline or _levels(style)

    def label(self, style: str, depth: int) -> str:
        """The number before the next item of a list at a depth from 1; "" where there is none."""
        return self._next(style, self._styles.get(style, {}), depth)

    def outline(self, level: int) -> str:
        """The number before the next heading of a level, where headings are numbered."""
        return self._next("", self._outline, level)

    def leave(self, style: str, depth: int, goes_on: bool) -> None:
        """A list ends: one of the same style counts anew, unless a list goes on later."""
        if depth > 1 and not goes_on:
            self._counts[style].pop(depth, None)

    def _next(self, style: str, levels: dict[int, _Level], depth: int) -> str:
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts[style]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        shown = range(max(1, depth - level.shown + 1), depth + 1)
        numbers = [_number(levels[d].format, counts.get(d, 1)) for d in shown if d in levels]
        text = ".".join(n for n in numbers if n)
        return f"{level.prefix}{text}{level.suffix}" if text else ""


def _levels(style: Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for item in style:
        if item.tag in ("list-level-style-number", "outline-level-style"):
            found[_int(item, "level")] = _Level(
                item.get("num-format", ""),
                item.get("num-prefix", ""),
                item.get("num-suffix", ""),
                _int(item, "start-value"),
                _int(item, "display-levels"),
            )
    return found


def _int(element: Element, name: str) -> int:
    value = element.get(name, "1")
    return int(value) if value.isdecimal() and len(value) < 5 else 1


def _number(form: str, value: int) -> str:
    if form.startswith(("一", "壹")):
        return chinese(value)
    if form.startswith("①") and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if form[:1] in ("a", "A"):
        return chr(ord(form[0]) + (value - 1) % 26)
    return str(value) if form[:1] in ("1", "１", "i", "I") else ""
