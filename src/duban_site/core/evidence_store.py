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
from duban.sources.find_part import find_part
from duban_site.core.errors import Refused
from duban_site.core.notices import render_error
from duban_site.encryption.files import encrypt_into_store, get_evidence_path
from duban_site.encryption.keys import is_encryption_enabled

CHUNK_SIZE = 1 << 16
OLE_TYPE = "application/x-ole-storage"
LABEL_BY_CONTENT_TYPE = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/ofd": "OFD",
    OLE_TYPE: "DOC / XLS",
    "text/plain": "TXT / CSV",
}
CONTENT_TYPE_BY_MAGIC = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OLE_TYPE,
}
SUFFIXES_BY_CONTENT_TYPE = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/ofd": (".ofd",),
    OLE_TYPE: (".doc", ".xls", ".wps", ".et"),
    "text/plain": (".txt", ".csv"),
}
"""Content type → allowed suffixes. No browser or web server executes any of them."""
MAX_NAME_LENGTH = 200
CONTENT_TYPE_BY_MEMBER = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "OFD.xml": "application/ofd",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the store. `name` is the uploaded name, with a suffix that fits the content."""

    sha256: str
    size: int
    content_type: str
    name: str


def choose_suffix(name: str, content_type: str) -> str:
    """The name's suffix where it fits the content type, else the type's first suffix."""
    allowed_suffixes = SUFFIXES_BY_CONTENT_TYPE.get(content_type, (".bin",))
    name_suffix = PurePath(name).suffix.lower()
    return name_suffix if name_suffix in allowed_suffixes else allowed_suffixes[0]


def make_safe_file_name(name: str, content_type: str) -> str:
    """A file's name without folders, short enough for its column, with a suffix that fits.

    A text file named .html becomes .html.txt, so that a download never opens as a web page.
    """
    bare_name = (
        "".join(character for character in PurePath(name.replace("\\", "/")).name if character.isprintable()) or "附件"
    )
    suffix = choose_suffix(bare_name, content_type)
    stem = bare_name if not bare_name.lower().endswith(suffix) else bare_name[: -len(suffix)]
    return stem[: MAX_NAME_LENGTH - len(suffix)] + suffix


def store_file(file: IO[bytes], name: str) -> StoredFile:
    """Store a file: written to a temporary name, then renamed. Raises Refused with the reason."""
    folder: Path = settings.EVIDENCE
    folder.mkdir(parents=True, exist_ok=True)
    temporary_path = folder / f"{secrets.token_hex(16)}.part"
    try:
        digest, size = _copy_with_digest(file, temporary_path)
        content_type = detect_content_type(temporary_path)
        target = get_evidence_path(digest)
        target.parent.mkdir(exist_ok=True)
        if is_encryption_enabled():
            encrypt_into_store(temporary_path, target, digest)
        else:
            os.replace(temporary_path, target)
    finally:
        temporary_path.unlink(missing_ok=True)
    return StoredFile(digest, size, content_type, make_safe_file_name(name, content_type))


def _copy_with_digest(file: IO[bytes], target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    file_descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file_descriptor, "wb") as output:
        while chunk := file.read(CHUNK_SIZE):
            size += len(chunk)
            if size > settings.UPLOAD_LIMIT:
                limit = settings.UPLOAD_LIMIT // (1024 * 1024)
                raise Refused(_("文件超过 %(limit)s MB。请压缩或拆分后再传。") % {"limit": limit})
            digest.update(chunk)
            output.write(chunk)
        output.flush()
        os.fsync(output.fileno())
    if not size:
        raise Refused(_("文件是空的。"))
    return digest.hexdigest(), size


def detect_content_type(path: Path) -> str:
    """The content type, detected from the content alone. Raises Refused for other types."""
    with path.open("rb") as file:
        first_bytes = file.read(4096)
    for magic, content_type in CONTENT_TYPE_BY_MAGIC.items():
        if first_bytes.startswith(magic):
            return content_type
    if zipfile.is_zipfile(path):
        package_type = _detect_package_type(path)
        if package_type is not None:
            return package_type
    elif _is_text(first_bytes):
        return "text/plain"
    allowed_types = "、".join(LABEL_BY_CONTENT_TYPE.values())
    raise Refused(_("不能上传这种文件。可以上传：%(kinds)s。") % {"kinds": allowed_types})


def _detect_package_type(path: Path) -> str | None:
    """The content type of a zip package, None for others. Raises Refused if it is unreadable."""
    try:
        member = find_part(path, list(CONTENT_TYPE_BY_MEMBER))
    except SourceError as error:
        raise Refused(_("这个文件读不了：%(reason)s") % {"reason": render_error(error)}) from error
    return None if member is None else CONTENT_TYPE_BY_MEMBER[member]


def _is_text(first_bytes: bytes) -> bool:
    if b"\0" in first_bytes or first_bytes.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<":
        return False  # HTML or SVG, whose scripts a browser would execute
    for encoding in ("utf-8", "gb18030"):
        try:
            # The first 4096 bytes may end within a character.
            first_bytes[: len(first_bytes) - 4 if len(first_bytes) > CHUNK_SIZE // 32 else len(first_bytes)].decode(
                encoding
            )
        except UnicodeDecodeError:
            continue
        return True
    return False
