"""PDF with a text layer, through pypdfium2 (BSD/Apache)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from duban.sources import ocr
from duban.sources.builder import Builder, too_much
from duban.sources.errors import SourceError, missing_extra
from duban.sources.layout import Line, page_lines, without_running_heads
from duban.sources.limits import (
    MAX_CHARACTERS,
    MAX_PAGE_TEXT,
    MAX_PAGES,
    MAX_SCANNED_PAGES,
    MAX_STREAM_BYTES,
    MAX_STREAMS_BYTES,
)
from duban.sources.package import bomb, damaged, encrypted
from duban.sources.paragraphs import build
from duban.sources.pdf_glyphs import page_glyphs

if TYPE_CHECKING:
    import pypdfium2

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_MAY_BE_LARGE = re.compile(rb"/Subtype\s*/(?:Image|CIDFontType0C|OpenType)|/Length1\b")
_STRING = re.compile(rb"\([^()]{1,4096}\)|<[0-9A-Fa-f]{2,4096}>")
_DICTIONARY = 400  # bytes before a stream that hold its own dictionary
_CHUNK = 1 << 16
_SCANNED = 10  # characters a page: fewer are stamps and page numbers over pictures


def read_pdf(data: bytes) -> tuple[Builder, tuple[str, ...]]:
    """The blocks of a PDF and notes on it.

    Raises `SourceError` for a damaged or protected file, one without a text layer, or one that
    unpacks to more than a report can be.
    """
    try:
        import pypdfium2
    except ImportError:
        raise missing_extra("pypdfium2") from None
    _refuse_bombs(data)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise encrypted() if "password" in str(error).lower() else damaged() from None
    recognised: list[int] = []
    try:
        pages = list(_pages(document, recognised))
    finally:
        document.close()
    return _built(pages, recognised)


def _built(pages: list[list[Line]], recognised: list[int]) -> tuple[Builder, tuple[str, ...]]:
    lines = without_running_heads(pages)
    if sum(len(x.text) for x in lines) < _SCANNED * min(len(pages), 3):
        raise no_text_layer()
    bare = [str(i) for i, page in enumerate(pages, start=1) if not page]
    notes = (f"no text on page(s) {', '.join(bare)}: perhaps pictures",) if bare else ()
    builder = build(lines)
    builder.recognised.update(recognised)
    return builder, (*notes, ocr.note(recognised)) if recognised else notes


def _pages(document: pypdfium2.PdfDocument, recognised: list[int]) -> Iterator[list[Line]]:
    """The lines of each page. Those read from pictures are put into `recognised_pages`."""
    import pypdfium2

    if len(document) > MAX_PAGES:
        raise too_much()
    total = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:  # a broken page must not lose the others
            yield []
            continue
        glyphs, width = page_glyphs(page)
        total += len(glyphs)
        if total > MAX_CHARACTERS:
            raise too_much()
        lines = page_lines(glyphs, index + 1, width)
        if len(glyphs) < _SCANNED and len(recognised) < MAX_SCANNED_PAGES and ocr.is_installed():
            lines = ocr.scanned_page(page, index + 1) or lines
            recognised += [index + 1] if lines else []
        page.close()
        yield lines


def _refuse_bombs(data: bytes) -> None:
    """Unpack every stream a little at a time, only to see that it ends within the limit."""
    view, left = memoryview(data), MAX_STREAMS_BYTES
    for match in _STREAM.finditer(data):
        start = match.end()
        dictionary = data[max(0, match.start() - _DICTIONARY) : match.start()]
        dictionary = dictionary[dictionary.rfind(b" obj") + 1 :]
        if b"Flate" in dictionary and not _MAY_BE_LARGE.search(dictionary):
            left -= _unpacked(view[start:], min(left, MAX_STREAM_BYTES))


def _unpacked(packed: memoryview, limit: int) -> int:
    """How many bytes a stream unpacks to; more than `max_bytes` is refused."""
    inflate, size, text, shown = zlib.decompressobj(), 0, 0, False
    for at in range(0, len(packed), _CHUNK):
        piece = bytes(packed[at : at + _CHUNK])
        while piece and not inflate.eof:
            try:
                plain = inflate.decompress(piece, 1 << 20)
            except zlib.error:
                return size  # damaged or encrypted: pdfium decides what can be read of it
            size += len(plain)
            text += sum(m.end() - m.start() for m in _STRING.finditer(plain))
            shown = shown or b"Tj" in plain or b"TJ" in plain
            if size > limit or (shown and text > MAX_PAGE_TEXT):
                raise bomb()
            piece = inflate.unconsumed_tail
        if inflate.eof:
            break
    return size


def no_text_layer() -> SourceError:
    """The error for pages that are pictures, where they cannot be recognised."""
    return SourceError(
        "没有文字层（可能是扫描件）：请先安装文字识别（OCR） "
        'pip install "duban[ocr]"，或使用文字版文件。',
        'There is no text layer (a scan?): install OCR with pip install "duban[ocr]", '
        "or use the text version.",
    )
