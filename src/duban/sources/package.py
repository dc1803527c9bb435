"""Read a zip package (DOCX, OFD) without trusting the sizes and names that it declares."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib

from duban.sources.errors import SourceError
from duban.sources.limits import MAX_PARTS, MAX_UNPACK_RATIO, MAX_UNPACKED_BYTES, MIB

# What zipfile raises for one damaged byte or another; ValueError where an offset is negative.
# NotImplementedError (a RuntimeError) for a version or a way of packing that it does not know.
_ZIP_ERRORS = (zipfile.BadZipFile, ValueError, OSError, EOFError, struct.error, RuntimeError)
_DIRECTORY_ENTRY = b"PK\x01\x02"
_CHUNK_SIZE = 1 << 16


class Package:
    """The parts of a zip package by name, read within one budget of bytes.

    Raises `SourceError` for a damaged package, a zip bomb, or a part that is encrypted or packed in
    a way that office files never are (only stored and deflated data can be unpacked in bounds).
    """

    def __init__(self, data: bytes) -> None:
        # Each directory entry becomes a Python object, so they are counted before any is read.
        if data.count(_DIRECTORY_ENTRY) > MAX_PARTS:
            raise zip_bomb_error()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _ZIP_ERRORS:
            raise SourceError.make("file_damaged") from None
        self._remaining_bytes = MAX_UNPACKED_BYTES
        self._name_by_folded = {name.casefold(): name for name in self._zip.namelist()}

    def list_names(self) -> list[str]:
        """Every part's name."""
        return list(self._name_by_folded.values())

    def list_entries(self) -> list[zipfile.ZipInfo]:
        """Every entry of the directory, as the zip states it."""
        return self._zip.infolist()

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part; case is ignored, as Windows programs do."""
        return _normalise_name(name).casefold() in self._name_by_folded

    def read(self, name: str) -> bytes:
        """The bytes of one part."""
        stored_name = self._name_by_folded.get(_normalise_name(name).casefold())
        if stored_name is None:
            raise SourceError.make("file_damaged")
        info = self._zip.getinfo(stored_name)
        if info.flag_bits & 0x1:
            raise SourceError.make("file_encrypted")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise SourceError.make("file_damaged")
        return self._read_bounded(info)

    def _read_bounded(self, info: zipfile.ZipInfo) -> bytes:
        chunks: list[bytes] = []
        size = 0
        max_bytes = min(self._remaining_bytes, max(MIB, info.compress_size * MAX_UNPACK_RATIO))
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK_SIZE):
                    size += len(chunk)
                    if size > max_bytes:
                        raise zip_bomb_error()
                    chunks.append(chunk)
        except SourceError:
            raise
        except (*_ZIP_ERRORS, zlib.error):
            raise SourceError.make("file_damaged") from None
        self._remaining_bytes -= size
        return b"".join(chunks)


def resolve_part(base_part: str, target: str) -> str:
    """The part name that `target`, a reference inside part `base_part`, resolves to."""
    return _normalise_name(target if target.startswith("/") else posixpath.join(posixpath.dirname(base_part), target))


def _normalise_name(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/")


def zip_bomb_error() -> SourceError:
    """The error for a package that unpacks to far more than a report can be."""
    return SourceError.make("package_too_large", most=MAX_UNPACKED_BYTES // MIB)
