"""PDF with a text layer, through pypdfium2 (BSD/Apache)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from duban.sources import ocr
from duban.sources.builder import DocumentBuilder, too_large_error
from duban.sources.errors import SourceError
from duban.sources.layout import Line, build_page_lines, remove_running_heads
from duban.sources.limits import (
    MAX_CHARACTERS,
    MAX_PAGE_TEXT,
    MAX_PAGES,
    MAX_SCANNED_PAGES,
    MAX_STREAM_BYTES,
    MAX_STREAMS_BYTES,
)
from duban.sources.package import zip_bomb_error
from duban.sources.paragraphs import build_document
from duban.sources.pdf_glyphs import read_page_glyphs

if TYPE_CHECKING:
    import pypdfium2

_STREAM_START = re.compile(rb"(?<!end)stream\r?\n")
_MAY_BE_LARGE = re.compile(rb"/Subtype\s*/(?:Image|CIDFontType0C|OpenType)|/Length1\b")
_TEXT_STRING = re.compile(rb"\([^()]{1,4096}\)|<[0-9A-Fa-f]{2,4096}>")
_DICTIONARY_LENGTH = 400  # bytes before a stream that hold its own dictionary
_CHUNK_SIZE = 1 << 16
_MIN_PAGE_CHARACTERS = 10  # characters a page: fewer are stamps and page numbers over pictures


def read_pdf(data: bytes) -> tuple[DocumentBuilder, tuple[str, ...]]:
    """The blocks of a PDF and notes on it.

    Raises `SourceError` for a damaged or protected file, one without a text layer, or one that
    unpacks to more than a report can be.
    """
    try:
        import pypdfium2
    except ImportError:
        raise SourceError.make("library_missing", package="pypdfium2", extra="files") from None
    _refuse_bombs(data)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise (
            SourceError.make("file_encrypted") if "password" in str(error).lower() else SourceError.make("file_damaged")
        ) from None
    recognised_pages: list[int] = []
    try:
        pages = list(_read_pages(document, recognised_pages))
    finally:
        document.close()
    return _build_document(pages, recognised_pages)


def _build_document(pages: list[list[Line]], recognised_pages: list[int]) -> tuple[DocumentBuilder, tuple[str, ...]]:
    lines = remove_running_heads(pages)
    if sum(len(line.text) for line in lines) < _MIN_PAGE_CHARACTERS * min(len(pages), 3):
        raise SourceError.make("file_without_text_layer")
    empty_pages = [str(i) for i, page in enumerate(pages, start=1) if not page]
    notes = (f"no text on page(s) {', '.join(empty_pages)}: perhaps pictures",) if empty_pages else ()
    builder = build_document(lines)
    builder.recognised_pages.update(recognised_pages)
    return builder, (*notes, ocr.describe_pages(recognised_pages)) if recognised_pages else notes


def _read_pages(document: pypdfium2.PdfDocument, recognised_pages: list[int]) -> Iterator[list[Line]]:
    """The lines of each page. Those read from pictures are put into `recognised_pages`."""
    import pypdfium2

    if len(document) > MAX_PAGES:
        raise too_large_error()
    glyph_count = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:  # a broken page must not lose the others
            yield []
            continue
        glyphs, width = read_page_glyphs(page)
        glyph_count += len(glyphs)
        if glyph_count > MAX_CHARACTERS:
            raise too_large_error()
        lines = build_page_lines(glyphs, index + 1, width)
        if len(glyphs) < _MIN_PAGE_CHARACTERS and len(recognised_pages) < MAX_SCANNED_PAGES and ocr.is_installed():
            lines = ocr.read_scanned_page(page, index + 1) or lines
            recognised_pages += [index + 1] if lines else []
        page.close()
        yield lines


def _refuse_bombs(data: bytes) -> None:
    """Unpack every stream a little at a time, only to see that it ends within the limit."""
    view, remaining = memoryview(data), MAX_STREAMS_BYTES
    for match in _STREAM_START.finditer(data):
        stream_start = match.end()
        dictionary = data[max(0, match.start() - _DICTIONARY_LENGTH) : match.start()]
        dictionary = dictionary[dictionary.rfind(b" obj") + 1 :]
        if b"Flate" in dictionary and not _MAY_BE_LARGE.search(dictionary):
            remaining -= _measure_unpacked(view[stream_start:], min(remaining, MAX_STREAM_BYTES))


def _measure_unpacked(packed: memoryview, max_bytes: int) -> int:
    """How many bytes a stream unpacks to; more than `max_bytes` is refused."""
    decompressor, size, text_length, shows_text = zlib.decompressobj(), 0, 0, False
    for offset in range(0, len(packed), _CHUNK_SIZE):
        chunk = bytes(packed[offset : offset + _CHUNK_SIZE])
        while chunk and not decompressor.eof:
            try:
                unpacked = decompressor.decompress(chunk, 1 << 20)
            except zlib.error:
                return size  # damaged or encrypted: pdfium decides what can be read of it
            size += len(unpacked)
            text_length += sum(match.end() - match.start() for match in _TEXT_STRING.finditer(unpacked))
            shows_text = shows_text or b"Tj" in unpacked or b"TJ" in unpacked
            if size > max_bytes or (shows_text and text_length > MAX_PAGE_TEXT):
                raise zip_bomb_error()
            chunk = decompressor.unconsumed_tail
        if decompressor.eof:
            break
    return size
