"""The work folder beside a panel: the tables of each file that was read (its part).

A part is keyed by the file's name, the sha256 of its bytes and the fingerprint of the reader: a run
that was killed resumes, a changed file is read again, and a new reader reads all files again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duban
from duban.documents import parquet
from duban.documents.atomic_write import replace_atomically, save_atomically

if TYPE_CHECKING:
    import pyarrow as pa

# Paths of the package that cannot change the contents of a part: commands, pages, checks.
_IRRELEVANT_PATHS = ("cli", "lint", "data/sample", "data/facts", "data/bodies", "data/rules", "documents/living")


def compute_fingerprint() -> str:
    """A short name for this reader: it changes when the code or the vocabulary does."""
    package = Path(duban.__file__).parent
    digest = hashlib.sha256(duban.__version__.encode())
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package).as_posix()
        if not path.is_file() or "__pycache__" in path.parts or name.startswith(_IRRELEVANT_PATHS):
            continue
        digest.update(name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def compute_key(name: str, content: bytes, facts: bytes = b"") -> str:
    """The key of a file: a hash of its name, its content and its facts from the manifest."""
    digest = hashlib.sha256(content).digest() + facts
    return hashlib.sha256(name.encode("utf-8", "surrogateescape") + b"\0" + digest).hexdigest()


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one panel, made by one reader."""

    folder: Path
    reader: str

    @property
    def reader_folder(self) -> Path:
        """Where this reader's parts lie."""
        return self.folder / self.reader

    def part_path(self, key: str) -> Path:
        """The part of the file with this key."""
        return self.reader_folder / key[:2] / f"{key}.arrow"

    def bad_note_path(self, key: str) -> Path:
        """The note that the file with this key cannot be read."""
        return self.reader_folder / key[:2] / f"{key}.bad.json"

    def store(self, key: str, tables: dict[str, pa.Table]) -> None:
        """Store what a file gave, whole or not at all."""
        pa = parquet.import_pyarrow()
        target = self.part_path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        part_table = pa.table({"table": list(tables), "rows": [_pack_table(table) for table in tables.values()]})
        with replace_atomically(target) as path, pa.ipc.new_file(path, part_table.schema) as writer:
            writer.write_table(part_table)

    def load(self, key: str, names: Container[str]) -> dict[str, pa.Table]:
        """These tables of what a file gave. Raises `pyarrow.ArrowInvalid` or `OSError` for a damaged part."""
        pa = parquet.import_pyarrow()
        with pa.ipc.open_file(str(self.part_path(key))) as part_file:
            part_table = part_file.read_all()
        return {
            name: pa.ipc.open_file(rows.as_buffer()).read_all()
            for name, rows in zip(part_table["table"].to_pylist(), part_table["rows"], strict=True)
            if name in names
        }

    def mark_bad(self, key: str, reason: str) -> None:
        """Note that a file cannot be read, so that a resumed run does not try it again."""
        path = self.bad_note_path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        save_atomically(path, json.dumps(reason, ensure_ascii=False).encode())

    def get_bad_reason(self, key: str) -> str | None:
        """Why a file could not be read when this run began, if it was tried."""
        note = self.bad_note_path(key)
        return str(json.loads(note.read_bytes())) if note.exists() else None

    def clean_up(self) -> None:
        """End a run: remove notes of bad files (the next run tries them again) and old readers."""
        for leftover in [*self.reader_folder.rglob("*.bad.json"), *self.reader_folder.rglob("*.tmp")]:
            leftover.unlink(missing_ok=True)
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder != self.reader_folder:
                shutil.rmtree(folder, ignore_errors=True)


def _pack_table(table: pa.Table) -> bytes:
    pa = parquet.import_pyarrow()
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed
