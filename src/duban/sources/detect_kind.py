"""Detect the kind of a file by its first bytes."""

from __future__ import annotations

import re
from typing import Literal

from duban.sources.errors import SourceError
from duban.sources.package import Package

FileKind = Literal["txt", "html", "pdf", "zip", "rtf", "mht", "picture"]
PackageKind = Literal["docx", "ofd", "odt", "xlsx", "archive"]

HEAD_LENGTH = 4096
_HTML_TAG = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_MARKUP_START = re.compile(rb"^\s*<(?:div|p|table|meta|article|section|!--)[\s>-]", re.IGNORECASE)
_MAIL_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?\s*[A-Za-z][A-Za-z0-9-]{1,40}:[ \t\r\n]*[^\r\n]", re.IGNORECASE)
_MULTIPART = re.compile(
    rb"^Content-Type:[ \t\r\n]*(?:multipart/|text/html)|^MIME-Version:", re.IGNORECASE | re.MULTILINE
)
_PICTURE_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF")
_ARCHIVE_SIGNATURES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PROGRAM_SIGNATURES = (b"\x7fELF", b"MZ", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


def detect_kind(first_bytes: bytes) -> FileKind:
    """The kind of a file from its first `HEAD_LENGTH` bytes.

    Raises `SourceError` for kinds known to be no report, with what to do about each.
    """
    if b"%PDF-" in first_bytes[:1024]:
        return "pdf"
    if first_bytes.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if first_bytes.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        return "rtf"
    if _MAIL_HEADER.match(first_bytes) and _MULTIPART.search(first_bytes):
        return "mht"
    is_binary = b"\x00" in first_bytes or not _is_printable(first_bytes)
    if is_binary and first_bytes.startswith(_PICTURE_SIGNATURES):
        return "picture"
    if first_bytes.startswith(_ARCHIVE_SIGNATURES):
        raise SourceError.make("file_is_archive")
    if is_binary and first_bytes.startswith(_PROGRAM_SIGNATURES):
        raise SourceError.make("file_no_text_format")
    ascii_bytes = first_bytes.replace(b"\x00", b"")  # UTF-16 markup
    return "html" if _HTML_TAG.search(ascii_bytes) or _MARKUP_START.match(ascii_bytes) else "txt"


def detect_package_kind(package: Package) -> PackageKind:
    """What a zip package holds. Raises `SourceError` when it is no report."""
    if "OFD.xml" in package:
        return "ofd"
    if "word/document.xml" in package:
        return "docx"
    if "xl/workbook.xml" in package:
        return "xlsx"
    if "content.xml" in package and ("mimetype" in package or "META-INF/manifest.xml" in package):
        return "odt"
    if any(name.startswith("ppt/") for name in package.list_names()):
        raise SourceError.make("file_is_slides")
    if "[Content_Types].xml" in package and "_rels/.rels" in package:
        return "docx"
    return "archive"


def _is_printable(first_bytes: bytes) -> bool:
    return not any(byte < 9 or 14 <= byte < 27 for byte in first_bytes)
