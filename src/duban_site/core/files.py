"""Storing evidence: under its hash, outside of the web root, its type checked by content."""

from __future__ import annotations

import codecs
import hashlib
import os
import secrets
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from duban.sources import SourceError
from duban.sources.inspecting import part_among
from duban_site.core.errors import Refused
from duban_site.encryption.files import encrypt_stored, path_of
from duban_site.encryption.keys import encrypts

CHUNK = 1 << 16
OLE = "application/x-ole-storage"
TYPES = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/ofd": "OFD",
    OLE: "DOC / XLS",
    "text/plain": "TXT / CSV",
}
MAGIC = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OLE,
}
SUFFIXES = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/ofd": (".ofd",),
    OLE: (".doc", ".xls", ".wps", ".et"),
    "text/plain": (".txt", ".csv"),
}
"""Content type → allowed suffixes. No browser or web server executes any of them."""
NAME_LENGTH = 200
MEMBERS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "OFD.xml": "application/ofd",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the store. `name` is the uploaded name, with a suffix that fits the content."""

    sha256: str
    size: int
    content_type: str
    name: str


def suffix_of(name: str, content_type: str) -> str:
    """The name's suffix where it fits the content type, else the type's first suffix."""
    known = SUFFIXES.get(content_type, (".bin",))
    own = PurePath(name).suffix.lower()
    return own if own in known else known[0]


def named(name: str, content_type: str) -> str:
    """A file's name without folders, short enough for its column, with a suffix that fits.

    A text file named .html becomes .html.txt, so that a download never opens as a web page.
    """
    bare = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable()) or "附件"
    suffix = suffix_of(bare, content_type)
    stem = bare if not bare.lower().endswith(suffix) else bare[: -len(suffix)]
    return stem[: NAME_LENGTH - len(suffix)] + suffix


def store(file: IO[bytes], name: str) -> Stored:
    """Store a file: written to a temporary name, then renamed. Raises Refused with the reason."""
    folder: Path = settings.EVIDENCE
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f"{secrets.token_hex(16)}.part"
    try:
        digest, size = _copy(file, beside)
        content_type = sniff(beside)
        target = path_of(digest)
        target.parent.mkdir(exist_ok=True)
        if encrypts():
            encrypt_stored(beside, target, digest)
        else:
            os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
    return Stored(digest, size, content_type, named(name, content_type))


def _copy(file: IO[bytes], target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > settings.UPLOAD_LIMIT:
                limit = settings.UPLOAD_LIMIT // (1024 * 1024)
                raise Refused(_("文件超过 %(limit)s MB。请压缩或拆分后再传。") % {"limit": limit})
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if not size:
        raise Refused(_("文件是空的。"))
    return digest.hexdigest(), size


def sniff(path: Path) -> str:
    """The content type, detected from the content alone. Raises Refused for other types."""
    with path.open("rb") as file:
        head = file.read(4096)
    for magic, found in MAGIC.items():
        if head.startswith(magic):
            return found
    if zipfile.is_zipfile(path):
        inside = _package(path)
        if inside is not None:
            return inside
    elif _is_text(head):
        return "text/plain"
    kinds = "、".join(TYPES.values())
    raise Refused(_("不能上传这种文件。可以上传：%(kinds)s。") % {"kinds": kinds})


def _package(path: Path) -> str | None:
    """The content type of a zip package, None for others. Raises Refused if it is unreadable."""
    try:
        part = part_among(path, list(MEMBERS))
    except SourceError as error:
        raise Refused(_("这个文件读不了：%(reason)s") % {"reason": error.zh}) from error
    return None if part is None else MEMBERS[part]


def _is_text(head: bytes) -> bool:
    if b"\0" in head or head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<":
        return False  # HTML or SVG, whose scripts a browser would execute
    for encoding in ("utf-8", "gb18030"):
        try:
            # The first 4096 bytes may end within a character.
            head[: len(head) - 4 if len(head) > CHUNK // 32 else len(head)].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
