"""Open a file by what it is, not by what it is called."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from duban.sources import docx, html, ofd, pdf, txt
from duban.sources.builder import Builder
from duban.sources.errors import SourceError
from duban.sources.limits import MAX_FILE_BYTES, MAX_TEXT_BYTES, MIB
from duban.sources.metadata import describe
from duban.sources.package import Package
from duban.sources.sniff import HEAD, old_office, package_kind, sniff
from duban.text.document import Block, Document
from duban.text.normalise import canonical

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A FIFO would block at open and a device at read; Windows has neither flag nor danger.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_text(text: str) -> Document:
    """A document from text already in memory. The text stays exactly as it is."""
    return _document(text, txt.line_blocks(canonical(text)), "txt")


def open_file(path: str | Path) -> Document:
    """A document from a file of any kind that reports come in.

    The kind is told by content: plain text in UTF-8, GB18030 or UTF-16, HTML, DOCX, PDF, OFD. The
    text of a plain UTF-8 file equals `open(path, encoding="utf-8").read()`. Raises `SourceError`
    with one clear message that names the file, says what is wrong and what to do; nothing
    larger than `limits.MAX_FILE_BYTES` is read.
    """
    try:
        return _open_bytes(_read(Path(path)))
    except SourceError as error:
        raise error.at(str(path)) from error.__cause__


def open_bytes(data: bytes, name: str = "") -> Document:
    """A document from a file's bytes, already in memory; `name` stands in the error's message.

    The same kinds, limits and `SourceError`s as `open_file`.
    """
    try:
        if not data:
            raise _empty()
        _check_kind(data[:HEAD], len(data))
        _check_size(len(data), MAX_FILE_BYTES)
        return _open_bytes(data)
    except SourceError as error:
        raise (error.at(name) if name else error) from error.__cause__


def _open_bytes(data: bytes) -> Document:
    if data.startswith(_OLE2):
        raise old_office(data)
    kind = sniff(data[:HEAD])
    if kind == "zip":
        return _open_package(Package(data))
    if kind == "pdf":
        builder, notes = pdf.read_pdf(data)
        return _built(builder, "pdf", notes)
    if kind == "html":
        page = html.Page(data)
        return _built(page.builder, "html", page.notes, title=page.title, published=page.published)
    text, notes = txt.read_txt(data)
    blocks = txt.line_blocks(canonical(text))
    if not blocks:
        raise _no_text()
    return _document(text, blocks, "txt", notes)


def _open_package(package: Package) -> Document:
    if package_kind(package) == "ofd":
        builder, notes = ofd.read_ofd(package)
        return _built(builder, "ofd", notes)
    return _built(docx.read_docx(package), "docx", ())


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
    return _document(builder.text(), builder.blocks, kind, notes, title=title, published=published)


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


def _read(path: Path) -> bytes:
    """The bytes of an ordinary file within the limits, refused by size before it is read."""
    try:
        if path.is_dir():
            raise SourceError(
                "这是文件夹：请给出其中一份报告，或用 duban corpus 读取整个文件夹。",
                "This is a folder: name one report in it, or read all of it with duban corpus.",
            )
        descriptor = os.open(path, _FLAGS)
    except FileNotFoundError:
        raise SourceError("找不到文件：请检查路径。", "No such file: check the path.") from None
    except PermissionError:
        raise SourceError(
            "没有读取权限：请检查文件权限。", "Permission denied: check who may read the file."
        ) from None
    except (OSError, ValueError) as error:
        raise _unreadable(error) from None
    with os.fdopen(descriptor, "rb") as file:
        return _read_open(file.fileno())


def _read_open(descriptor: int) -> bytes:
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode):
        raise SourceError(
            "这不是普通文件（是管道或设备）：请先存成文件再读。",
            "This is a pipe or a device, not a file: save it to a file first.",
        )
    _check_size(state.st_size, MAX_FILE_BYTES)
    try:
        head = _take(descriptor, HEAD)
        _check_kind(head, state.st_size)
        data = head + _take(descriptor, MAX_FILE_BYTES + 1 - len(head))
    except OSError as error:
        raise _unreadable(error) from None
    _check_size(len(data), MAX_FILE_BYTES)  # it may have grown since
    if not data:
        raise _empty()
    return data


def _check_kind(head: bytes, size: int) -> None:
    """Text has a lower limit than packages; a picture or a program is named whatever its size."""
    if not head.startswith((_OLE2, b"PK")) and b"%PDF-" not in head[:1024] and head:
        sniff(head)
        _check_size(size, MAX_TEXT_BYTES)


def _empty() -> SourceError:
    return SourceError(
        "文件是空的：请检查文件是否下载完整。", "The file is empty: download it again."
    )


def _take(descriptor: int, limit: int) -> bytes:
    chunks: list[bytes] = []
    while limit > 0 and (chunk := os.read(descriptor, min(limit, MIB))):
        chunks.append(chunk)
        limit -= len(chunk)
    return b"".join(chunks)


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise SourceError(
            f"文件过大（{size / MIB:.0f} MB，上限 {limit // MIB} MB），不像一份报告："
            "请确认文件，或拆分、另存为文字版后再读。",
            f"The file is too large ({size / MIB:.0f} MB; the limit is {limit // MIB} MB) for a "
            "report: check that it is the right one, split it, or save its text alone.",
        )


def _no_text() -> SourceError:
    return SourceError(
        "文件里没有文字：请检查是否给错了文件。",
        "There is no text in the file: is it the right one?",
    )


def _unreadable(error: Exception) -> SourceError:
    return SourceError(
        f"文件无法读取（{error}）：请检查路径和磁盘。",
        f"The file cannot be read ({error}): check the path and the disk.",
    )
