"""A file's bytes, within limits, from the disk or out of an archive."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from duban.sources.archive import list_members
from duban.sources.detect_kind import HEAD_LENGTH, detect_kind, detect_package_kind
from duban.sources.errors import SourceError
from duban.sources.limits import MAX_FILE_BYTES, MAX_TEXT_BYTES, MIB
from duban.sources.package import Package

OLE2_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A FIFO would block at open and a device at read; Windows has neither flag nor danger.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_file_bytes(path: str | Path) -> bytes:
    """The bytes of a file, or of one inside an archive (`reports.zip/2025.docx`).

    Raises `SourceError` for a file that is missing, not regular, empty, or beyond the limits; the
    size is checked before reading.
    """
    full_path = Path(path)
    archive_path = _find_archive(full_path)
    if archive_path is None:
        return _read_path(full_path)
    member_name = full_path.relative_to(archive_path).as_posix()
    for member in list_members(Package(_read_path(archive_path))):
        if member.name == member_name:
            if isinstance(member.content, SourceError):
                raise member.content
            check_bytes(member.content)
            return member.content
    raise SourceError.make("file_missing")


def list_archive_files(path: str | Path) -> list[Path]:
    """The paths of an archive's files, each as `read_file_bytes` takes it; none for another file.

    An archive that cannot be opened, and one of a single file, counts as a file itself.
    """
    full_path = Path(path)
    try:
        data = _read_path(full_path)
        if not data.startswith(b"PK"):
            return []
        package = Package(data)
        member_names = (
            [member.name for member in list_members(package)] if detect_package_kind(package) == "archive" else []
        )
    except SourceError:
        return []
    return [full_path / member_name for member_name in member_names] if len(member_names) > 1 else []


def check_bytes(data: bytes) -> None:
    """Raise `SourceError` for no bytes, for too many, and for a kind that is never a report."""
    if not data:
        raise SourceError.make("file_empty")
    _check_kind(data[:HEAD_LENGTH], len(data))
    _check_size(len(data), MAX_FILE_BYTES)


def _find_archive(path: Path) -> Path | None:
    try:
        if path.exists():
            return None
        return next((parent for parent in path.parents if parent.is_file()), None)
    except (OSError, ValueError):
        return None


def _read_path(path: Path) -> bytes:
    """The bytes of an ordinary file within the limits, refused by size before it is read."""
    try:
        if path.is_dir():
            raise SourceError.make("file_is_folder")
        descriptor = os.open(path, _OPEN_FLAGS)
    except FileNotFoundError:
        raise SourceError.make("file_missing") from None
    except PermissionError:
        raise SourceError.make("file_forbidden") from None
    except (OSError, ValueError) as error:
        raise SourceError.make("file_disk_error", reason=error) from None
    with os.fdopen(descriptor, "rb") as file:
        return _read_descriptor(file.fileno())


def _read_descriptor(descriptor: int) -> bytes:
    file_status = os.fstat(descriptor)
    if not stat.S_ISREG(file_status.st_mode):
        raise SourceError.make("file_is_device")
    _check_size(file_status.st_size, MAX_FILE_BYTES)
    try:
        first_bytes = _read_bytes(descriptor, HEAD_LENGTH)
        _check_kind(first_bytes, file_status.st_size)
        data = first_bytes + _read_bytes(descriptor, MAX_FILE_BYTES + 1 - len(first_bytes))
    except OSError as error:
        raise SourceError.make("file_disk_error", reason=error) from None
    _check_size(len(data), MAX_FILE_BYTES)  # it may have grown since
    if not data:
        raise SourceError.make("file_empty")
    return data


def _check_kind(first_bytes: bytes, size: int) -> None:
    """Text has a lower limit than packages; a picture or a program is named whatever its size."""
    if not first_bytes.startswith((OLE2_SIGNATURE, b"PK")) and b"%PDF-" not in first_bytes[:1024] and first_bytes:
        detect_kind(first_bytes)
        _check_size(size, MAX_TEXT_BYTES)


def _read_bytes(descriptor: int, remaining: int) -> bytes:
    chunks: list[bytes] = []
    while remaining > 0 and (chunk := os.read(descriptor, min(remaining, MIB))):
        chunks.append(chunk)
        remaining -= len(chunk)
    return b"".join(chunks)


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise SourceError.make("file_too_large", size=f"{size / MIB:.0f}", most=limit // MIB)
