"""Build a document's text and its blocks together, so that they cannot disagree."""

from __future__ import annotations

import re

from duban.sources.errors import SourceError
from duban.sources.limits import MAX_BLOCKS, MAX_CHARACTERS
from duban.text.document import Block, BlockKind

_SPACE = re.compile(r"[^\S\n]+")


def too_much() -> SourceError:
    """The error for a document beyond what any report can be."""
    return SourceError(
        f"内容过多（超过 {MAX_BLOCKS} 段或 {MAX_CHARACTERS} 字），不像一份报告：请拆分后再读。",
        f"More than {MAX_BLOCKS} paragraphs or {MAX_CHARACTERS} characters: "
        "this is no report; split it and read the pieces.",
    )


class Builder:
    """Collects paragraphs and cells in reading order.

    Paragraphs stand on a line each; the cells of a row share a line, with tabs between them, so
    that the text of a table still looks like one. Text between blocks is white space only.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.tables = 0
        self._pieces: list[str] = []
        self._length = 0
        self._row: tuple[int, int] | None = None

    def paragraph(
        self, text: str, *, kind: BlockKind = "paragraph", page: int | None = None
    ) -> None:
        """Add a paragraph or heading; blank text adds nothing."""
        self._add(text, "\n", Block(0, 0, 0, page, kind))
        self._row = None

    def table(self) -> int:
        """Begin a table; gives its number, counted from 1."""
        self.tables += 1
        return self.tables

    def cell(
        self, text: str, table: int, row: int, column: int, *, page: int | None = None
    ) -> None:
        """Add a cell; an empty cell adds no block, and the next keeps its own column."""
        gap = "\t" if self._row == (table, row) else "\n"
        if self._add(text, gap, Block(0, 0, 0, page, "cell", table, row, column)):
            self._row = (table, row)

    def text(self) -> str:
        """All of it."""
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
        self.blocks.append(
            Block(
                start, self._length, number, like.page, like.kind, like.table, like.row, like.column
            )
        )
        return True


_CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—·\U00020000-\U0003ffff"
_NEEDLESS = re.compile(rf"(?<=[{_CJK}]) (?=\S)|(?<=\S) (?=[{_CJK}])")
_WIDE = re.compile(rf"[{_CJK}]")


def join_lines(parts: list[str]) -> str:
    """Lines of one paragraph put back together: Chinese lines meet without a space."""
    out = ""
    for part in (p.strip() for p in parts):
        if out and part:
            glued = _WIDE.match(out[-1]) or _WIDE.match(part[0]) or out[-1].isdigit()
            glued = glued or (part[0].isdigit() and not out[-1].isalpha()) or part[0] in "%.,"
            out += "" if glued else " "
        out += part
    return out


def close_up(text: str) -> str:
    """Without the single spaces that typesetting puts between Chinese and Western characters.

    Wider gaps come as U+3000 and stay: they part a rank from a name (市长　某某).
    """
    return _NEEDLESS.sub("", text)
