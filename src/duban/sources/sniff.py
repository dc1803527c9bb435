"""What kind of file this is, told by its first bytes."""

from __future__ import annotations

import re
from typing import Literal

from duban.sources.decode import not_text
from duban.sources.errors import SourceError
from duban.sources.package import Package, encrypted

Kind = Literal["txt", "html", "pdf", "zip"]

HEAD = 4096
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_MARKUP = re.compile(rb"^\s*<(?:div|p|table|meta|article|section|!--)[\s>-]", re.IGNORECASE)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PROGRAMS = (b"\x7fELF", b"MZ", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


def sniff(head: bytes) -> Kind:
    """The kind of a file from its first `HEAD` bytes.

    Raises `SourceError` for kinds known to be no report, with what to do about each.
    """
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"{\\rtf"):
        raise _save_as("RTF 文件", "an RTF file")
    if head.startswith(b"MIME-Version:") or b"\nContent-Type: multipart/related" in head:
        raise _save_as("网页归档（MHT）文件", "a web archive (MHT)")
    binary = b"\x00" in head or not _printable(head)
    if binary and head.startswith(_PICTURES):
        raise SourceError(
            "这是图片：请先用文字识别（OCR）软件转换成文字，再读文字版文件。",
            "This is a picture: run it through OCR first and read the text version.",
        )
    if head.startswith(_ARCHIVES):
        raise SourceError(
            "这是压缩包：请先解压，再读其中的报告文件。",
            "This is an archive: unpack it and read the report inside.",
        )
    if binary and head.startswith(_PROGRAMS):
        raise not_text()
    plain = head.replace(b"\x00", b"")  # UTF-16 markup
    return "html" if _HTML.search(plain) or _MARKUP.match(plain) else "txt"


def old_office(data: bytes) -> SourceError:
    """The error for an OLE2 file: a protected DOCX, or a .doc, .wps or .xls of old."""
    if _ENCRYPTED_OFFICE in data:
        return encrypted()
    return _save_as(
        "旧版 Office 文件（.doc、.wps 或 .xls）", "an old Office file (.doc, .wps or .xls)"
    )


def package_kind(package: Package) -> Literal["docx", "ofd"]:
    """What a zip package holds. Raises `SourceError` when it is no report."""
    if "OFD.xml" in package:
        return "ofd"
    if "word/document.xml" in package:
        return "docx"
    names = package.names()
    for prefix, zh, en in (
        ("xl/", "Excel 工作簿", "an Excel workbook"),
        ("ppt/", "幻灯片", "a slide show"),
        ("content.xml", "OpenDocument 文件", "an OpenDocument file"),
    ):
        if any(n.startswith(prefix) for n in names):
            raise _save_as(zh, en)
    if "[Content_Types].xml" in package and "_rels/.rels" in package:
        return "docx"
    raise SourceError(
        "压缩包里没有 DOCX 或 OFD 文档：如果是 zip 压缩包，请先解压，再读其中的报告文件。",
        "The package holds no DOCX or OFD document: if it is a zip archive, "
        "unpack it and read the report inside.",
    )


def _printable(head: bytes) -> bool:
    return not any(b < 9 or 14 <= b < 27 for b in head)


def _save_as(zh: str, en: str) -> SourceError:
    return SourceError(
        f"这是{zh}，不能直接读取：请用 Word 或 WPS 另存为 docx 后再读。",
        f"This is {en}: save it as docx in Word or WPS and read that.",
    )
