"""What must hold of every document, whatever its format."""

from __future__ import annotations

import re

from duban.text import Document, canonicalise

_VISIBLE = re.compile(r"[^\s\ufeff\u200b]")


def check_blocks(document: Document) -> None:
    """Blocks in order, apart, without line ends at their edges, and nothing but white between."""
    text, at = document.text, 0
    for number, block in enumerate(document.blocks, start=1):
        quote = text[block.start : block.end]
        assert at <= block.start < block.end <= len(text)
        assert quote == quote.strip()
        assert block.paragraph == number
        place = (block.table, block.row, block.column)
        if block.kind == "cell":
            assert all(x is not None and x >= 1 for x in place)
        else:
            assert place == (None, None, None)
        assert (block.page is not None) == (document.format in ("pdf", "ofd", "picture"))
        assert not _VISIBLE.search(canonicalise(text[at : block.start]))
        at = block.end
    assert not _VISIBLE.search(text[at:])


def quotes(document: Document, kind: str = "") -> list[str]:
    """The text of each block, of one kind or of all."""
    return [document.text[b.start : b.end] for b in document.blocks if kind in ("", b.kind)]


def rows(document: Document) -> dict[tuple[int | None, int | None], dict[int | None, str]]:
    """The cells by table and row, then by column."""
    out: dict[tuple[int | None, int | None], dict[int | None, str]] = {}
    for b in document.blocks:
        if b.kind == "cell":
            out.setdefault((b.table, b.row), {})[b.column] = document.text[b.start : b.end]
    return out
