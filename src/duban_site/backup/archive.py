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

CHUNK = 1 << 20
MOST_JSON = 1 << 30
LEGAL = re.compile(r"settings\.toml|database\.(sqlite3|dump)|evidence/[0-9a-f]{2}/[0-9a-f]{64}")


class _Hashing(io.RawIOBase):
    """A reader that passes a file through and hashes what is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        found = self._file.read(size)
        self.digest.update(found)
        return found


class Writer:
    """Writes an archive, member after member."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.TarFile(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)
        self.members: list[Member] = []

    def add_file(self, name: str, path: Path) -> None:
        """A file of the disk. Raises FileNotFoundError where it is gone by now."""
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            self._add(name, size, file, os.fstat(file.fileno()).st_mtime)

    def add_text(self, name: str, content: bytes) -> None:
        """Add a member from memory."""
        self._add(name, len(content), io.BytesIO(content), 0)

    def _add(self, name: str, size: int, file: IO[bytes], changed: float) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(changed)
        hashing = _Hashing(file)
        self._tar.addfile(info, hashing)
        self.members.append(Member(name, size, hashing.digest.hexdigest()))

    def close(self, manifest: Manifest) -> None:
        """Put the manifest at the end."""
        self.add_text(manifests.NAME, manifest.to_json())
        self._tar.close()


def unpack(source: Path, folder: Path, step: Callable[[], None] = lambda: None) -> Manifest:
    """Extract every member into `folder` and verify all against the manifest.

    Raises BackupError where one is missing, changed, in excess or of an illegal name, or where
    the archive ends before its manifest.
    """
    found: list[Member] = []
    content: bytes | None = None
    try:
        with tarfile.open(source, "r:") as tar:
            for info in tar:
                if info.name == manifests.NAME:
                    content = _taken(tar, info).read(MOST_JSON)
                    continue
                found.append(_unpacked(tar, info, folder))
                step()
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{source} 不是完整的备份：{error}") from error
    if content is None:
        raise BackupError(f"{source} 不完整：末尾没有清单，备份没有做完")
    manifest = manifests.from_json(content)
    _compare(source, found, manifest.members)
    return manifest


def _taken(tar: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(info) if info.isreg() else None
    if file is None:
        raise BackupError(f"备份里的 {info.name} 不是普通文件，不恢复")
    return file


def _unpacked(tar: tarfile.TarFile, info: tarfile.TarInfo, folder: Path) -> Member:
    if not LEGAL.fullmatch(info.name):
        raise BackupError(f"备份里有不认识的 {info.name!r}，不恢复")
    source, digest = _taken(tar, info), hashlib.sha256()
    target = folder / info.name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
        size = out.tell()
    return Member(info.name, size, digest.hexdigest())


def _compare(source: Path, found: list[Member], wanted: list[Member]) -> None:
    have, want = {one.name: one for one in found}, {one.name: one for one in wanted}
    missing, excess = sorted(want.keys() - have.keys()), sorted(have.keys() - want.keys())
    changed = sorted(name for name, one in have.items() if want.get(name, one) != one)
    if missing or excess or changed or len(found) != len(have):
        named = ", ".join([*missing, *excess, *changed][:5])
        raise BackupError(f"{source} 与它的清单不符（{named}），不恢复：请换一份备份")
