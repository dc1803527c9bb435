"""Writing and reading an archive: a plain tar whose last member is the manifest."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from duban_site.backup import manifest as manifests
from duban_site.backup.errors import BackupError
from duban_site.backup.manifest import Manifest, Member

CHUNK_BYTES = 1 << 20
MAX_MANIFEST_BYTES = 1 << 30
MEMBER_NAME_PATTERN = re.compile(r"settings\.toml|database\.(sqlite3|dump)|evidence/[0-9a-f]{2}/[0-9a-f]{64}")


class _HashingReader(io.RawIOBase):
    """A reader that passes a file through and hashes what is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        chunk = self._file.read(size)
        self.digest.update(chunk)
        return chunk


class ArchiveWriter:
    """Writes an archive, member after member."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.TarFile(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)
        self.members: list[Member] = []

    def add_file(self, name: str, path: Path) -> None:
        """A file of the disk. Raises FileNotFoundError where it is gone by now."""
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            self._add(name, size, file, os.fstat(file.fileno()).st_mtime)

    def add_content(self, name: str, content: bytes) -> None:
        """Add a member from memory."""
        self._add(name, len(content), io.BytesIO(content), 0)

    def _add(self, name: str, size: int, file: IO[bytes], modified_at: float) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(modified_at)
        hashing = _HashingReader(file)
        self._tar.addfile(info, hashing)
        self.members.append(Member(name, size, hashing.digest.hexdigest()))

    def close(self, manifest: Manifest) -> None:
        """Put the manifest at the end."""
        self.add_content(manifests.MANIFEST_NAME, manifest.to_json())
        self._tar.close()


def unpack(source: Path, folder: Path, report_step: Callable[[], None] = lambda: None) -> Manifest:
    """Extract every member into `folder` and verify all against the manifest.

    Raises BackupError where one is missing, changed, in excess or of an illegal name, or where
    the archive ends before its manifest.
    """
    members: list[Member] = []
    manifest_bytes: bytes | None = None
    try:
        with tarfile.open(source, "r:") as tar:
            for info in tar:
                if info.name == manifests.MANIFEST_NAME:
                    manifest_bytes = _open_member(tar, info).read(MAX_MANIFEST_BYTES)
                    continue
                members.append(_unpack_member(tar, info, folder))
                report_step()
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{source} 不是完整的备份：{error}") from error
    if manifest_bytes is None:
        raise BackupError(f"{source} 不完整：末尾没有清单，备份没有做完")
    manifest = manifests.parse_manifest(manifest_bytes)
    _compare_members(source, members, manifest.members)
    return manifest


def _open_member(tar: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(info) if info.isreg() else None
    if file is None:
        raise BackupError(f"备份里的 {info.name} 不是普通文件，不恢复")
    return file


def _unpack_member(tar: tarfile.TarFile, info: tarfile.TarInfo, folder: Path) -> Member:
    if not MEMBER_NAME_PATTERN.fullmatch(info.name):
        raise BackupError(f"备份里有不认识的 {info.name!r}，不恢复")
    source, digest = _open_member(tar, info), hashlib.sha256()
    target = folder / info.name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as output:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            output.write(chunk)
        output.flush()
        os.fsync(output.fileno())
        size = output.tell()
    return Member(info.name, size, digest.hexdigest())


def _compare_members(source: Path, unpacked: list[Member], expected: list[Member]) -> None:
    unpacked_by_name, expected_by_name = (
        {member.name: member for member in unpacked},
        {member.name: member for member in expected},
    )
    missing, excess = (
        sorted(expected_by_name.keys() - unpacked_by_name.keys()),
        sorted(unpacked_by_name.keys() - expected_by_name.keys()),
    )
    changed = sorted(name for name, member in unpacked_by_name.items() if expected_by_name.get(name, member) != member)
    if missing or excess or changed or len(unpacked) != len(unpacked_by_name):
        names = ", ".join([*missing, *excess, *changed][:5])
        raise BackupError(f"{source} 与它的清单不符（{names}），不恢复：请换一份备份")
