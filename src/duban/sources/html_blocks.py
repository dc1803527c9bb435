"""An HTML element as paragraphs, headings and tables, in document order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban.sources.builder import Cell
from duban.sources.line_breaks import is_continuation

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_BLOCK_TAG_NAMES = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table "
    "tbody td tfoot th thead tr ul"
)
BLOCK_TAGS = frozenset(_BLOCK_TAG_NAMES.split())
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WIDE_CHARACTER = re.compile(r"[\u2014-\u2026\u3001-\u9fff\uff00-\uffef]")
_WHITESPACE = re.compile(r"\s+")
_ARTICLE_CELL_LENGTH = 300  # characters: more in one cell is an article set in a table for layout


@dataclass(slots=True)
class TextPiece:
    """A paragraph or heading; `link_share` is the share of its characters that are links."""

    text: str
    is_heading: bool = False
    link_share: float = 0.0


@dataclass(slots=True)
class Grid:
    """A table: its cells that are not empty."""

    cells: list[Cell] = field(default_factory=list)


def list_pieces(root: LexborNode, end_node: LexborNode | None = None) -> Iterator[TextPiece | Grid]:
    """The paragraphs and tables under `root`; with `end_node`, only those before that element.

    Uses an explicit stack, because pages nest deeper than Python calls may.
    """
    collector = _LineCollector()
    stack: list[LexborNode | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield from collector.flush()
            collector.leave(node)
        elif end_node is not None and node.mem_id == end_node.mem_id:
            break
        elif node.tag == "-text":
            collector.add_text(node.text_content or "")
        elif node.tag == "br":
            collector.end_line()
        elif node.tag == "table" and not is_layout_table(node):
            yield from collector.flush()
            yield _read_grid(node)
        elif node.tag is not None and not node.tag.startswith(("-", "!")):
            if node.tag in BLOCK_TAGS:
                yield from collector.flush()
                stack.append(node.tag)
            elif node.tag == "a":
                stack.append("a")
            collector.enter(node.tag)
            stack += reversed(list(node.iter(include_text=True)))
    yield from collector.flush()


class _LineCollector:
    """The paragraph being collected: its lines, each with how much of it is links."""

    def __init__(self) -> None:
        self._lines: list[TextPiece] = []
        self._parts: list[str] = []
        self._link_depth = 0
        self._heading_depth = 0
        self._linked_length = 0

    def enter(self, tag: str) -> None:
        self._heading_depth += tag in _HEADING_TAGS
        self._link_depth += tag == "a"

    def leave(self, tag: str) -> None:
        self._heading_depth -= tag in _HEADING_TAGS
        self._link_depth -= tag == "a"

    def add_text(self, text: str) -> None:
        self._parts.append(text)
        if self._link_depth:
            self._linked_length += len(text.strip())

    def end_line(self) -> None:
        """A line break: it ends a line, but for one set in a heading or within a sentence."""
        text = collapse_whitespace("".join(self._parts))
        if text:
            previous = self._lines[-1] if self._lines else None
            if previous is not None and (self._heading_depth or is_continuation(previous.text, text)):
                previous.text += text
                previous.link_share += self._linked_length
            else:
                self._lines.append(TextPiece(text, self._heading_depth > 0, self._linked_length))
        self._parts, self._linked_length = [], 0

    def flush(self) -> Iterator[TextPiece]:
        self.end_line()
        for piece in self._lines:
            piece.link_share /= len(piece.text)
            yield piece
        self._lines = []


def collapse_whitespace(text: str) -> str:
    """Text as a browser shows it: white space collapsed, Chinese lines rejoined."""
    text = text.strip()
    return _WHITESPACE.sub(_replace_whitespace, text)


def _replace_whitespace(match: re.Match[str]) -> str:
    preceding, following = match.string[match.start() - 1], match.string[match.end()]
    is_removed = "\n" in match[0] and (_WIDE_CHARACTER.match(preceding) or _WIDE_CHARACTER.match(following))
    return "" if is_removed else " "


def is_layout_table(table: LexborNode) -> bool:
    """Whether a table only arranges the page: tables in it, one cell, or an article in a cell."""
    cells = table.css("td, th")
    if len(cells) <= 1 or table.attributes.get("role") == "presentation":
        return True
    if any(nested.mem_id != table.mem_id for nested in table.css("table")):
        return True
    return any(len("".join(cell.text().split())) > _ARTICLE_CELL_LENGTH for cell in cells)


def _read_grid(table: LexborNode) -> Grid:
    grid, occupied = Grid(), set[tuple[int, int]]()
    for row, row_element in enumerate(table.css("tr"), start=1):
        column = 1
        for cell in row_element.iter():
            if cell.tag not in ("td", "th"):
                continue
            while (row, column) in occupied:
                column += 1
            column_span, row_span = (_read_span(cell, "colspan", 100), _read_span(cell, "rowspan", 500))
            occupied |= {
                (spanned_row, column + column_offset)
                for spanned_row in range(row + 1, row + row_span)
                for column_offset in range(column_span)
            }
            text = "\n".join(piece.text for piece in _list_cell_pieces(cell))
            if text:
                grid.cells.append(Cell(row, column, text, column_span, row_span))
            column += column_span
    return grid


def _list_cell_pieces(cell: LexborNode) -> Iterator[TextPiece]:
    return (piece for piece in list_pieces(cell) if isinstance(piece, TextPiece))


def _read_span(cell: LexborNode, attribute_name: str, limit: int) -> int:
    value = (cell.attributes.get(attribute_name) or "1").strip()
    return min(int(value), limit) if value.isdecimal() and len(value) < 5 and int(value) else 1
