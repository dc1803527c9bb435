"""Build a document's text and its blocks together, so that they cannot disagree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from duban.sources.errors import SourceError
from duban.sources.limits import MAX_BLOCKS, MAX_CHARACTERS
from duban.sources.soft_breaks import soft_lines
from duban.text.document import Block, BlockKind

_SPACE = re.compile(r"[^\S\n]+")


def too_much() -> SourceError:
    """The error for a document beyond what any report can be."""
    return SourceError(
        f"内容过多（超过 {MAX_BLOCKS} 段或 {MAX_CHARACTERS} 字），不像一份报告：请拆分后再读。",
        f"More than {MAX_BLOCKS} paragraphs or {MAX_CHARACTERS} characters: "
        "this is no report; split it and read the pieces.",
    )


_LONG_CELL = 300
"""Characters: a cell with more than this and a full stop is an article set in a table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, with how many columns it goes across and how many rows down.

    `text` may hold line breaks: those of its paragraphs and those that were typed.
    """

    row: int
    column: int
    text: str
    across: int = 1
    down: int = 1


class Builder:
    """Collects paragraphs and cells in reading order.

    Paragraphs stand on a line each; the cells of a row share a line, with tabs between them, so
    that the text of a table still looks like one. Text between blocks is white space only.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.tables = 0
        self.recognised: set[int] = set()  # pages read from pictures
        self._pieces: list[str] = []
        self._length = 0
        self._row: tuple[int, int] | None = None

    def paragraph(
        self, text: str, *, kind: BlockKind = "paragraph", page: int | None = None
    ) -> None:
        """Add a paragraph or heading; blank text adds nothing."""
        self._add(text, "\n", Block(0, 0, 0, page, kind))
        self._row = None

    def lines(self, text: str, *, kind: BlockKind = "paragraph", page: int | None = None) -> None:
        """Add a paragraph that may hold line breaks: a line each, but for those broken in a word.

        A heading is one line, wherever it was broken to look well.
        """
        for line in soft_lines(text, heading=kind == "heading"):
            self.paragraph(line, kind=kind, page=page)

    def grid(self, cells: Iterable[Cell], *, page: int | None = None) -> None:
        """Add a table; one that only frames an article, or has one column, becomes paragraphs."""
        found = [cell for cell in cells if cell.text.strip()]
        if _is_frame(found):
            for cell in found:
                for paragraph in cell.text.split("\n"):
                    self.paragraph(paragraph, page=page)
            return
        number = self.table()
        for cell in found:
            text = join_lines(cell.text.split("\n"))
            self.cell(
                text, number, cell.row, cell.column, page=page, across=cell.across, down=cell.down
            )

    def table(self) -> int:
        """Begin a table; gives its number, counted from 1."""
        self.tables += 1
        return self.tables

    def cell(
        self,
        text: str,
        table: int,
        row: int,
        column: int,
        *,
        page: int | None = None,
        across: int = 1,
        down: int = 1,
    ) -> None:
        """Add a cell; an empty one adds no block and does not move the next one's column."""
        gap = "\t" if self._row == (table, row) else "\n"
        if self._add(text, gap, Block(0, 0, 0, page, "cell", table, row, column, across, down)):
            self._row = (table, row)

    def text(self) -> str:
        """The document's full text."""
        return "".join(self._pieces)

    def _add(self, raw: str, gap: str, like: Block) -> bool:
        text = _SPACE.sub(" ", raw).strip()
        if not text:
            return False
        before = gap if self._pieces else ""
        start = self._length + len(before)
        self._pieces += [before, text]
        self._length = start + len(text)
        number = len(self.blocks) + 1
        if number > MAX_BLOCKS or self._length > MAX_CHARACTERS:
            raise too_much()
        self.blocks.append(replace(like, start=start, end=self._length, paragraph=number))
        return True


def _is_frame(cells: list[Cell]) -> bool:
    columns = {cell.column for cell in cells}
    return len(columns) < 2 or any(
        len(cell.text) > _LONG_CELL and "。" in cell.text for cell in cells
    )


_CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—·\U00020000-\U0003ffff"
_NEEDLESS = re.compile(rf"(?<=[{_CJK}]) (?=\S)|(?<=\S) (?=[{_CJK}])")
_WIDE = re.compile(rf"[{_CJK}]")


def join_lines(parts: list[str]) -> str:
    """Join the lines of one paragraph; Chinese lines are joined without a space."""
    out = ""
    for part in (p.strip() for p in parts):
        if out and part:
            glued = _WIDE.match(out[-1]) or _WIDE.match(part[0]) or out[-1].isdigit()
            glued = glued or (part[0].isdigit() and not out[-1].isalpha()) or part[0] in "%.,"
            out += "" if glued else " "
        out += part
    return out


def close_up(text: str) -> str:
    """Remove the single spaces that typesetting puts between Chinese and Western characters.

    Wider gaps come as U+3000 and stay: they part a rank from a name (市长　某某).
    """
    return _NEEDLESS.sub("", text)
