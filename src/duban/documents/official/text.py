"""The canonical text of a document: what is hashed, and what every form of it must say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from duban.documents.official.model import (
    Block,
    Heading,
    OfficialDocument,
    Paragraph,
    format_annex_mark,
    format_chinese_date,
    join_runs,
    join_title_lines,
    list_annex_titles,
)


def render_document_text(document: OfficialDocument) -> str:
    """The lines in reading order; the cells of a table are separated by tabs."""
    return "\n".join(line for line in _list_lines(document) if line)


def hash_document(document: OfficialDocument) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(render_document_text(document).encode()).hexdigest()


def _list_lines(document: OfficialDocument) -> Iterator[str]:
    yield document.draft_label
    yield document.authority
    yield document.number
    yield f"签发人：{document.signer}" if document.signer else ""
    yield join_title_lines(document.title)
    yield f"{document.addressee}：" if document.addressee else ""
    yield from _list_block_lines(document.blocks)
    yield from list_annex_titles(document)
    yield document.signing_authority
    yield format_chinese_date(document.date) if document.date else ""
    for number, annex in enumerate(document.annexes, 1):
        yield format_annex_mark(document, number)
        yield annex.title
        yield from _list_block_lines(annex.blocks)
    yield f"抄送：{document.copy_recipients}。" if document.copy_recipients else ""
    yield document.printed_by
    yield f"{format_chinese_date(document.printed_on)}印发" if document.printed_on else ""


def _list_block_lines(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            yield join_runs(block.runs)
            continue
        yield block.caption
        yield "\t".join(block.columns)
        for row in block.rows:
            yield "\t".join(row)
        yield block.note
