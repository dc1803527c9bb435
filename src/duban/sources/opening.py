"""Open a file of any supported kind, detected by its content, never by its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from duban.sources import doc, docx, html, markdown, mht, ocr, odt, ofd, pdf, rtf, txt, xlsx
from duban.sources.archive import Member, members, several
from duban.sources.builder import Builder
from duban.sources.errors import SourceError
from duban.sources.files import OLE2, check_bytes, file_bytes
from duban.sources.metadata import describe
from duban.sources.package import Package
from duban.sources.sniff import HEAD, package_kind, sniff
from duban.text.document import Block, Document
from duban.text.normalise import canonical


def open_text(text: str) -> Document:
    """A document from text already in memory. The text stays exactly as it is."""
    return _document(text, txt.line_blocks(canonical(text)), "txt")


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
        return _open_bytes(file_bytes(path))
    except SourceError as error:
        raise error.at(str(path)) from error.__cause__


def open_bytes(data: bytes, name: str = "") -> Document:
    """A document from a file's bytes, already in memory; `name` is for the error's message.

    The same kinds, limits and `SourceError`s as `open_file`.
    """
    try:
        check_bytes(data)
        return _open_bytes(data)
    except SourceError as error:
        raise (error.at(name) if name else error) from error.__cause__


def _open_bytes(data: bytes, *, inside: bool = False) -> Document:
    if data.startswith(OLE2):
        builder, old = doc.read_old_office(data)
        return _built(builder, old, ())
    kind = sniff(data[:HEAD])
    if kind == "zip":
        return _open_package(Package(data), inside)
    if kind == "pdf":
        builder, notes = pdf.read_pdf(data)
        return _built(builder, "pdf", notes)
    if kind == "picture":
        builder, notes = ocr.read_picture(data)
        return _built(builder, "picture", notes)
    if kind == "rtf":
        return _built(rtf.read_rtf(data), "rtf", ())
    if kind == "mht":
        content, charset, is_page = mht.page_of(data)
        return _page(content, charset, "mht") if is_page else _text(content)
    return _page(data, None, "html") if kind == "html" else _text(data)


def _page(data: bytes, charset: str | None, kind: str) -> Document:
    page = html.Page(data, charset)
    return _built(page.builder, kind, page.notes, title=page.title, published=page.published)


def _text(data: bytes) -> Document:
    text, notes = txt.read_txt(data)
    if markdown.is_markdown(text):
        return _built(markdown.read_markdown(text), "md", notes)
    blocks = txt.line_blocks(canonical(text))
    if not blocks:
        raise _no_text()
    return _document(text, blocks, "txt", notes)


def _open_package(package: Package, inside: bool) -> Document:
    kind = package_kind(package)
    if kind == "archive" and inside:
        raise SourceError(
            "压缩包里还是压缩包：请先解压。", "The archive holds another archive: unpack it first."
        )
    if kind == "archive":
        return _only_report(members(package))
    if kind == "ofd":
        builder, notes = ofd.read_ofd(package)
        return _built(builder, "ofd", notes)
    read = {"docx": docx.read_docx, "odt": odt.read_odt, "xlsx": xlsx.read_xlsx}[kind]
    return _built(read(package), kind, ())


def _only_report(found: list[Member]) -> Document:
    """The one report of an archive. Raises `SourceError` for none, and for several."""
    if len(found) > 1:
        raise several([member.name for member in found])
    if not found:
        raise SourceError(
            "压缩包里没有报告文件：请检查是否给错了文件。",
            "The archive holds no report: is it the right file?",
        )
    name, content = found[0]
    if isinstance(content, SourceError):
        raise content.at(name)
    check_bytes(content)
    return _open_bytes(content, inside=True)


def _built(
    builder: Builder,
    kind: str,
    notes: tuple[str, ...],
    *,
    title: str | None = None,
    published: str | None = None,
) -> Document:
    if not builder.blocks:
        raise _no_text()
    document = _document(
        builder.text(), builder.blocks, kind, notes, title=title, published=published
    )
    return replace(document, recognised=frozenset(builder.recognised))


def _document(
    text: str,
    blocks: Iterable[Block],
    kind: str,
    notes: tuple[str, ...] = (),
    *,
    title: str | None = None,
    published: str | None = None,
) -> Document:
    blocks = tuple(blocks)
    said = describe(text, blocks, title=title, published=published)
    return Document(
        text=text,
        blocks=blocks,
        title=said.title,
        jurisdiction=said.jurisdiction,
        date=said.date,
        year=said.year,
        format=kind,
        notes=notes + said.notes,
    )


def _no_text() -> SourceError:
    return SourceError(
        "文件里没有文字：请检查是否给错了文件。",
        "There is no text in the file: is it the right one?",
    )
