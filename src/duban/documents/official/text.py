"""The canonical text of a document: what is hashed, and what every form of it must say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from duban.documents.official.model import (
    Block,
    Document,
    Heading,
    Paragraph,
    annex_list,
    annex_mark,
    chinese_date,
    one_line,
    plain,
)


def document_text(document: Document) -> str:
    """The lines in reading order; the cells of a table are separated by tabs."""
    return "\n".join(line for line in _lines(document) if line)


def document_sha256(document: Document) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(document_text(document).encode()).hexdigest()


def _lines(document: Document) -> Iterator[str]:
    yield document.draft
    yield document.authority
    yield document.number
    yield f"签发人：{document.signer}" if document.signer else ""
    yield one_line(document.title)
    yield f"{document.to}：" if document.to else ""
    yield from _blocks(document.blocks)
    yield from annex_list(document)
    yield document.signed
    yield chinese_date(document.date) if document.date else ""
    for n, annex in enumerate(document.annexes, 1):
        yield annex_mark(document, n)
        yield annex.title
        yield from _blocks(annex.blocks)
    yield f"抄送：{document.copies}。" if document.copies else ""
    yield document.printed_by
    yield f"{chinese_date(document.printed_on)}印发" if document.printed_on else ""


def _blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            yield plain(block.runs)
            continue
        yield block.caption
        yield "\t".join(block.columns)
        for row in block.rows:
            yield "\t".join(row)
        yield block.note
