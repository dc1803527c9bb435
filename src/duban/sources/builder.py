"""Build a document's text and its blocks together, so that they cannot disagree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from duban.sources.errors import SourceError
from duban.sources.limits import MAX_BLOCKS, MAX_CHARACTERS
from duban.sources.line_breaks import rejoin_lines
from duban.text.document import Block, BlockKind

_SPACES = re.compile(r"[^\S\n]+")


def too_large_error() -> SourceError:
    """The error for a document beyond what any report can be."""
    return SourceError.make("text_too_large", paragraphs=MAX_BLOCKS, characters=MAX_CHARACTERS)


_ARTICLE_CELL_LENGTH = 300
"""Characters: a cell with more than this and a full stop is an article set in a table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, with how many columns it goes across and how many rows down.

    `text` may hold line breaks: those of its paragraphs and those that were typed.
    """

    row: int
    column: int
    text: str
    column_span: int = 1
    row_span: int = 1


class DocumentBuilder:
    """Collects paragraphs and cells in reading order.

    Paragraphs stand on a line each; the cells of a row share a line, with tabs between them, so
    that the text of a table still looks like one. Text between blocks is white space only.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.table_count = 0
        self.recognised_pages: set[int] = set()  # pages read from pictures
        self._pieces: list[str] = []
        self._length = 0
        self._current_row: tuple[int, int] | None = None

    def add_paragraph(self, text: str, *, kind: BlockKind = "paragraph", page: int | None = None) -> None:
        """Add a paragraph or heading; blank text adds nothing."""
        self._add_block(text, "\n", Block(0, 0, 0, page, kind))
        self._current_row = None

    def add_lines(self, text: str, *, kind: BlockKind = "paragraph", page: int | None = None) -> None:
        """Add a paragraph that may hold line breaks: a line each, but for those broken in a word.

        A heading is one line, wherever it was broken to look well.
        """
        for line in rejoin_lines(text, is_heading=kind == "heading"):
            self.add_paragraph(line, kind=kind, page=page)

    def add_table(self, cells: Iterable[Cell], *, page: int | None = None) -> None:
        """Add a table; one that only frames an article, or has one column, becomes paragraphs."""
        filled_cells = [cell for cell in cells if cell.text.strip()]
        if _is_frame(filled_cells):
            for cell in filled_cells:
                for paragraph in cell.text.split("\n"):
                    self.add_paragraph(paragraph, page=page)
            return
        table_number = self.begin_table()
        for cell in filled_cells:
            text = join_lines(cell.text.split("\n"))
            self.add_cell(
                text,
                table_number,
                cell.row,
                cell.column,
                page=page,
                column_span=cell.column_span,
                row_span=cell.row_span,
            )

    def begin_table(self) -> int:
        """Begin a table; gives its number, counted from 1."""
        self.table_count += 1
        return self.table_count

    def add_cell(
        self,
        text: str,
        table_number: int,
        row: int,
        column: int,
        *,
        page: int | None = None,
        column_span: int = 1,
        row_span: int = 1,
    ) -> None:
        """Add a cell; an empty one adds no block and does not move the next one's column."""
        separator = "\t" if self._current_row == (table_number, row) else "\n"
        if self._add_block(
            text, separator, Block(0, 0, 0, page, "cell", table_number, row, column, column_span, row_span)
        ):
            self._current_row = (table_number, row)

    def join_text(self) -> str:
        """The document's full text."""
        return "".join(self._pieces)

    def _add_block(self, raw_text: str, separator: str, template: Block) -> bool:
        text = _SPACES.sub(" ", raw_text).strip()
        if not text:
            return False
        prefix = separator if self._pieces else ""
        start_offset = self._length + len(prefix)
        self._pieces += [prefix, text]
        self._length = start_offset + len(text)
        block_number = len(self.blocks) + 1
        if block_number > MAX_BLOCKS or self._length > MAX_CHARACTERS:
            raise too_large_error()
        self.blocks.append(replace(template, start=start_offset, end=self._length, paragraph=block_number))
        return True


def _is_frame(cells: list[Cell]) -> bool:
    columns = {cell.column for cell in cells}
    return len(columns) < 2 or any(len(cell.text) > _ARTICLE_CELL_LENGTH and "。" in cell.text for cell in cells)


_CJK_CHARACTERS = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—·\U00020000-\U0003ffff"
_NEEDLESS_SPACE = re.compile(rf"(?<=[{_CJK_CHARACTERS}]) (?=\S)|(?<=\S) (?=[{_CJK_CHARACTERS}])")
_CJK_CHARACTER = re.compile(rf"[{_CJK_CHARACTERS}]")


def join_lines(lines: list[str]) -> str:
    """Join the lines of one paragraph; Chinese lines are joined without a space."""
    joined = ""
    for stripped in (line.strip() for line in lines):
        if joined and stripped:
            is_glued = _CJK_CHARACTER.match(joined[-1]) or _CJK_CHARACTER.match(stripped[0]) or joined[-1].isdigit()
            is_glued = is_glued or (stripped[0].isdigit() and not joined[-1].isalpha()) or stripped[0] in "%.,"
            joined += "" if is_glued else " "
        joined += stripped
    return joined


def remove_needless_spaces(text: str) -> str:
    """Remove the single spaces that typesetting puts between Chinese and Western characters.

    Wider gaps come as U+3000 and stay: they part a rank from a name (市长　某某).
    """
    return _NEEDLESS_SPACE.sub("", text)
