"""Open a file of any supported kind, detected by its content, never by its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from duban.sources import doc, docx, html, markdown, mht, ocr, odt, ofd, pdf, rtf, txt, xlsx
from duban.sources.archive import Member, list_members
from duban.sources.builder import DocumentBuilder
from duban.sources.detect_kind import HEAD_LENGTH, detect_kind, detect_package_kind
from duban.sources.errors import SourceError
from duban.sources.files import OLE2_SIGNATURE, check_bytes, read_file_bytes
from duban.sources.metadata import read_metadata
from duban.sources.package import Package
from duban.text.document import Block, Document
from duban.text.normalise import canonicalise


def open_text(text: str) -> Document:
    """A document from text already in memory. The text stays exactly as it is."""
    return _build_document(text, txt.build_line_blocks(canonicalise(text)), "txt")


def open_file(path: str | Path) -> Document:
    """A document from a file of any kind that reports come in.

    The kind is detected by content, never by suffix: plain text in UTF-8, GB18030 or UTF-16,
    Markdown, HTML, MHT, RTF, DOC and WPS, DOCX, ODT, PDF, OFD, workbooks (XLS, XLSX, ODS), pictures
    where the extra `ocr` is installed, and a zip archive with one report in it. A path may go on
    into an archive of several (`reports.zip/2025.docx`). The text of a plain UTF-8 file equals
    `open(path, encoding="utf-8").read()`. Raises `SourceError` with one clear message that names
    the file, says what is wrong and what to do; nothing larger than `limits.MAX_FILE_BYTES` is
    read.
    """
    try:
        return _open_bytes(read_file_bytes(path))
    except SourceError as error:
        raise error.with_path(str(path)) from error.__cause__


def open_bytes(data: bytes, name: str = "") -> Document:
    """A document from a file's bytes, already in memory; `name` is for the error's message.

    The same kinds, limits and `SourceError`s as `open_file`.
    """
    try:
        check_bytes(data)
        return _open_bytes(data)
    except SourceError as error:
        raise (error.with_path(name) if name else error) from error.__cause__


def _open_bytes(data: bytes, *, in_archive: bool = False) -> Document:
    if data.startswith(OLE2_SIGNATURE):
        builder, old_kind = doc.read_old_office(data)
        return _finish_document(builder, old_kind, ())
    kind = detect_kind(data[:HEAD_LENGTH])
    if kind == "zip":
        return _open_package(Package(data), in_archive)
    if kind == "pdf":
        builder, notes = pdf.read_pdf(data)
        return _finish_document(builder, "pdf", notes)
    if kind == "picture":
        builder, notes = ocr.read_picture(data)
        return _finish_document(builder, "picture", notes)
    if kind == "rtf":
        return _finish_document(rtf.read_rtf(data), "rtf", ())
    if kind == "mht":
        content, charset, is_page = mht.extract_page(data)
        return _open_page(content, charset, "mht") if is_page else _open_plain_text(content)
    return _open_page(data, None, "html") if kind == "html" else _open_plain_text(data)


def _open_page(data: bytes, charset: str | None, kind: str) -> Document:
    page = html.HtmlPage(data, charset)
    return _finish_document(page.builder, kind, page.notes, title=page.title, published=page.published)


def _open_plain_text(data: bytes) -> Document:
    text, notes = txt.read_txt(data)
    if markdown.is_markdown(text):
        return _finish_document(markdown.read_markdown(text), "md", notes)
    blocks = txt.build_line_blocks(canonicalise(text))
    if not blocks:
        raise SourceError.make("file_without_text")
    return _build_document(text, blocks, "txt", notes)


def _open_package(package: Package, in_archive: bool) -> Document:
    kind = detect_package_kind(package)
    if kind == "archive" and in_archive:
        raise SourceError.make("archive_in_archive")
    if kind == "archive":
        return _open_only_report(list_members(package))
    if kind == "ofd":
        builder, notes = ofd.read_ofd(package)
        return _finish_document(builder, "ofd", notes)
    reader = {"docx": docx.read_docx, "odt": odt.read_odt, "xlsx": xlsx.read_xlsx}[kind]
    return _finish_document(reader(package), kind, ())


def _open_only_report(archive_members: list[Member]) -> Document:
    """The one report of an archive. Raises `SourceError` for none, and for several."""
    if len(archive_members) > 1:
        names = tuple(member.name for member in archive_members[:5]) + ("……",) * (len(archive_members) > 5)
        raise SourceError.make("archive_of_several", count=len(archive_members), names=names)
    if not archive_members:
        raise SourceError.make("archive_without_report")
    name, content = archive_members[0]
    if isinstance(content, SourceError):
        raise content.with_path(name)
    check_bytes(content)
    return _open_bytes(content, in_archive=True)


def _finish_document(
    builder: DocumentBuilder,
    kind: str,
    notes: tuple[str, ...],
    *,
    title: str | None = None,
    published: str | None = None,
) -> Document:
    if not builder.blocks:
        raise SourceError.make("file_without_text")
    document = _build_document(builder.join_text(), builder.blocks, kind, notes, title=title, published=published)
    return replace(document, recognised=frozenset(builder.recognised_pages))


def _build_document(
    text: str,
    blocks: Iterable[Block],
    kind: str,
    notes: tuple[str, ...] = (),
    *,
    title: str | None = None,
    published: str | None = None,
) -> Document:
    blocks = tuple(blocks)
    metadata = read_metadata(text, blocks, title=title, published=published)
    return Document(
        text=text,
        blocks=blocks,
        title=metadata.title,
        jurisdiction=metadata.jurisdiction,
        date=metadata.date,
        year=metadata.year,
        format=kind,
        notes=notes + metadata.notes,
    )
