"""A document: the text of a file, and where each stretch of it stood in the original."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["heading", "paragraph", "cell"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or table cell: `text[start:end]` of its document.

    `paragraph` counts from 1 in reading order; `page` counts from 1 for formats that have pages
    (PDF, OFD) and is None elsewhere. A `cell` also has its `table`, `row` and `column`, from 1,
    and covers `column_span` columns and `row_span` rows.
    """

    start: int
    end: int
    paragraph: int
    page: int | None = None
    kind: BlockKind = "paragraph"
    table: int | None = None
    row: int | None = None
    column: int | None = None
    column_span: int = 1
    row_span: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """Text with positions, and what the file states about itself.

    `blocks` are in text order and do not overlap; text between blocks is white space only (a tab
    between the cells of a row, line breaks elsewhere).
    `year` is the plan year: the year that a report promises for, or that a bulletin reports on.
    Fields are None where the file does not state them.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    title: str | None = None
    jurisdiction: str | None = None
    date: dt.date | None = None
    year: int | None = None
    format: str = "txt"
    notes: tuple[str, ...] = field(default=())
    """What the reader of the file had to do that its user should know (an encoding guessed, …)."""
    recognised: frozenset[int] = frozenset()
    """Pages that were pictures, and whose text OCR made of them."""
