"""The work folder beside a panel: the tables of each file that was read (its part).

A part is keyed by the file's name, the sha256 of its bytes and the fingerprint of the reader: a run
that was killed resumes, a changed file is read again, and a new reader reads all files again.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duban
from duban.documents import parquet
from duban.documents.saving import replacing, save

if TYPE_CHECKING:
    import pyarrow as pa

# Paths of the package that cannot change the contents of a part: commands, pages, checks.
_NOT = ("cli", "lint", "data/sample", "data/facts", "data/bodies", "data/rules", "documents/living")


def fingerprint() -> str:
    """A short name for this reader: it changes when the code or the vocabulary does."""
    package = Path(duban.__file__).parent
    digest = hashlib.sha256(duban.__version__.encode())
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package).as_posix()
        if not path.is_file() or "__pycache__" in path.parts or name.startswith(_NOT):
            continue
        digest.update(name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def key_of(name: str, content: bytes, stated: bytes = b"") -> str:
    """The key of a file: a hash of its name, its content and its facts from the manifest."""
    digest = hashlib.sha256(content).digest() + stated
    return hashlib.sha256(name.encode("utf-8", "surrogateescape") + b"\0" + digest).hexdigest()


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one panel, made by one reader."""

    folder: Path
    reader: str

    @property
    def own(self) -> Path:
        """Where this reader's parts lie."""
        return self.folder / self.reader

    def path(self, key: str) -> Path:
        """The part of the file with this key."""
        return self.own / key[:2] / f"{key}.arrow"

    def mark(self, key: str) -> Path:
        """The note that the file with this key cannot be read."""
        return self.own / key[:2] / f"{key}.bad.json"

    def keep(self, key: str, found: dict[str, pa.Table]) -> None:
        """Store what a file gave, whole or not at all."""
        pa = parquet.arrow()
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        whole = pa.table({"table": list(found), "rows": [_packed(t) for t in found.values()]})
        with replacing(target) as path, pa.ipc.new_file(path, whole.schema) as to:
            to.write_table(whole)

    def load(self, key: str) -> dict[str, pa.Table]:
        """What a file gave. Raises `pyarrow.ArrowInvalid` or `OSError` for a damaged part."""
        pa = parquet.arrow()
        with pa.ipc.open_file(str(self.path(key))) as found:
            whole = found.read_all().to_pydict()
        return {
            name: pa.ipc.open_file(pa.py_buffer(rows)).read_all()
            for name, rows in zip(whole["table"], whole["rows"], strict=True)
        }

    def condemn(self, key: str, why: str) -> None:
        """Note that a file cannot be read, so that a resumed run does not try it again."""
        target = self.mark(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        save(target, json.dumps(why, ensure_ascii=False).encode())

    def condemned(self, key: str) -> str | None:
        """Why a file could not be read when this run began, if it was tried."""
        mark = self.mark(key)
        return str(json.loads(mark.read_bytes())) if mark.exists() else None

    def settle(self) -> None:
        """End a run: remove notes of bad files (the next run tries them again) and old readers."""
        for left in [*self.own.rglob("*.bad.json"), *self.own.rglob("*.tmp")]:
            left.unlink(missing_ok=True)
        for other in self.folder.iterdir():
            if other.is_dir() and other != self.own:
                shutil.rmtree(other, ignore_errors=True)


def _packed(found: pa.Table) -> bytes:
    pa = parquet.arrow()
    out = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_file(out, found.schema, options=options) as to:
        to.write_table(found)
    return out.getvalue()
