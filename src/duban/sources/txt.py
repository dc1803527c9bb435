"""Plain text: a line is a paragraph, and the text stays exactly as it is."""

from __future__ import annotations

import re

from duban.sources.builder import too_large_error
from duban.sources.decode_text import decode_text
from duban.sources.limits import MAX_BLOCKS
from duban.text.document import Block

# U+FEFF is no white space to Python, but at a file's head it is nothing to read either.
_NON_BLANK_LINE = re.compile(r"[^\s\ufeff\u200b](?:[^\n]*[^\s\ufeff\u200b])?")


def read_txt(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text as `open(path, encoding=…).read()` gives it, and notes on its encoding."""
    text, notes = decode_text(data)
    return normalise_newlines(text), notes


def normalise_newlines(text: str) -> str:
    """Line ends as Python's text files give them."""
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def build_line_blocks(text: str) -> tuple[Block, ...]:
    """One block for every line that is not blank, without the spaces at its ends.

    `text` may be the canonical one: its line breaks are also those that a scraper left as letters.
    """
    blocks: list[Block] = []
    for match in _NON_BLANK_LINE.finditer(text):
        if len(blocks) == MAX_BLOCKS:
            raise too_large_error()
        blocks.append(Block(match.start(), match.end(), len(blocks) + 1))
    return tuple(blocks)
