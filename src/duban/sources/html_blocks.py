"""An HTML element as paragraphs, headings and tables, in document order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban.sources.builder import Cell
from duban.sources.soft_breaks import goes_on

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_BLOCKS_WORDS = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table "
    "tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCKS_WORDS.split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WIDE = re.compile(r"[\u2014-\u2026\u3001-\u9fff\uff00-\uffef]")
_WHITE = re.compile(r"\s+")
_LONG_CELL = 300  # characters: more in one cell is an article set in a table for layout


@dataclass(slots=True)
class Piece:
    """A paragraph or heading; `link_share` is the share of its characters that are links."""

    text: str
    heading: bool = False
    linked: float = 0.0


@dataclass(slots=True)
class Grid:
    """A table: its cells that are not empty."""

    cells: list[Cell] = field(default_factory=list)


def pieces(root: LexborNode, before: LexborNode | None = None) -> Iterator[Piece | Grid]:
    """The paragraphs and tables under `root`; with `end_node`, only those before that element.

    Uses an explicit stack, because pages nest deeper than Python calls may.
    """
    line = _Line()
    stack: list[LexborNode | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield from line.flush()
            line.leave(node)
        elif before is not None and node.mem_id == before.mem_id:
            break
        elif node.tag == "-text":
            line.add(node.text_content or "")
        elif node.tag == "br":
            line.break_off()
        elif node.tag == "table" and not is_layout(node):
            yield from line.flush()
            yield _grid(node)
        elif node.tag is not None and not node.tag.startswith(("-", "!")):
            if node.tag in BLOCKS:
                yield from line.flush()
                stack.append(node.tag)
            elif node.tag == "a":
                stack.append("a")
            line.enter(node.tag)
            stack += reversed(list(node.iter(include_text=True)))
    yield from line.flush()


class _Line:
    """The paragraph being collected: its lines, each with how much of it is links."""

    def __init__(self) -> None:
        self._lines: list[Piece] = []
        self._parts: list[str] = []
        self._links = 0
        self._headings = 0
        self._linked = 0

    def enter(self, tag: str) -> None:
        self._headings += tag in _HEADINGS
        self._links += tag == "a"

    def leave(self, tag: str) -> None:
        self._headings -= tag in _HEADINGS
        self._links -= tag == "a"

    def add(self, text: str) -> None:
        self._parts.append(text)
        if self._links:
            self._linked += len(text.strip())

    def break_off(self) -> None:
        """A line break: it ends a line, but for one set in a heading or within a sentence."""
        text = flat("".join(self._parts))
        if text:
            last = self._lines[-1] if self._lines else None
            if last is not None and (self._headings or goes_on(last.text, text)):
                last.text += text
                last.linked += self._linked
            else:
                self._lines.append(Piece(text, self._headings > 0, self._linked))
        self._parts, self._linked = [], 0

    def flush(self) -> Iterator[Piece]:
        self.break_off()
        for piece in self._lines:
            piece.linked /= len(piece.text)
            yield piece
        self._lines = []


def flat(text: str) -> str:
    """Text as a browser shows it: white space collapsed, Chinese lines rejoined."""
    text = text.strip()
    return _WHITE.sub(_space, text)


def _space(white: re.Match[str]) -> str:
    before, after = white.string[white.start() - 1], white.string[white.end()]
    broken = "\n" in white[0] and (_WIDE.match(before) or _WIDE.match(after))
    return "" if broken else " "


def is_layout(table: LexborNode) -> bool:
    """Whether a table only arranges the page: tables in it, one cell, or an article in a cell."""
    cells = table.css("td, th")
    if len(cells) <= 1 or table.attributes.get("role") == "presentation":
        return True
    if any(t.mem_id != table.mem_id for t in table.css("table")):
        return True
    return any(len("".join(c.text().split())) > _LONG_CELL for c in cells)


def _grid(table: LexborNode) -> Grid:
    grid, taken = Grid(), set[tuple[int, int]]()
    for row, line in enumerate(table.css("tr"), start=1):
        column = 1
        for cell in line.iter():
            if cell.tag not in ("td", "th"):
                continue
            while (row, column) in taken:
                column += 1
            across, down = _span(cell, "colspan", 100), _span(cell, "rowspan", 500)
            taken |= {(r, column + c) for r in range(row + 1, row + down) for c in range(across)}
            text = "\n".join(p.text for p in _cell_pieces(cell))
            if text:
                grid.cells.append(Cell(row, column, text, across, down))
            column += across
    return grid


def _cell_pieces(cell: LexborNode) -> Iterator[Piece]:
    return (p for p in pieces(cell) if isinstance(p, Piece))


def _span(cell: LexborNode, name: str, limit: int) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    return min(int(value), limit) if value.isdecimal() and len(value) < 5 and int(value) else 1
