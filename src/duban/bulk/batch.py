"""Files to Arrow: the panel's columns, and one function that a pool, a script or Spark can call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.commitments import Report
from duban.documents import parquet
from duban.documents.rows import rows

if TYPE_CHECKING:
    import pyarrow as pa

Source = tuple[str, bytes | None]
"""A file's name, and its bytes where they are already at hand."""


def panel_schema() -> pa.Schema:
    """The columns of a panel: which file a row came from, then the report's own table."""
    pa = parquet.arrow()
    own = [
        pa.field("file", pa.string()),
        pa.field("sha256", pa.string()),
        pa.field("title", pa.string()),
        pa.field("jurisdiction", pa.string()),
        pa.field("year", pa.int32()),
    ]
    return pa.schema([*own, *parquet.schema()])


def report_table(report: Report, *, file: str, sha256: str) -> pa.Table:
    """One report's rows in the panel's columns."""
    pa = parquet.arrow()
    found = parquet.table(rows(report))
    facts = [file, sha256, report.title, report.jurisdiction, report.year]
    head = [
        pa.array([fact] * found.num_rows, type=field.type)
        for fact, field in zip(facts, panel_schema(), strict=False)
    ]
    return pa.Table.from_arrays([*head, *found.columns], schema=panel_schema())


def read_batch(batch: Iterable[Path | str] | pa.RecordBatch) -> pa.Table:
    """Read every file of a batch into one table: the panel's columns, and `error`.

    `batch` is paths, or an Arrow batch with a column `path` and, where the bytes are already at
    hand, a column `content` (Spark's binaryFile has both). A file that cannot be read gives one row
    with only `file` and `error`; nothing is raised for it.
    """
    pa = parquet.arrow()
    tables = [_read_one(name, content) for name, content in _sources(batch)]
    empty = _with_error(panel_schema().empty_table(), None)
    return pa.concat_tables([empty, *tables])


def read_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """`read_batch` over a stream of batches: the shape that Spark's `mapInArrow` calls."""
    for batch in batches:
        yield from read_batch(batch).combine_chunks().to_batches()


def read_file(path: Path | str, content: bytes | None = None) -> tuple[Report, str]:
    """A report and the sha256 of its file. Raises `SourceError`, or `OSError` for a lost file."""
    import hashlib

    import duban
    from duban.sources import open_bytes

    if content is not None:
        name = Path(path).name
        return duban.read(open_bytes(content, name=name)), hashlib.sha256(content).hexdigest()
    with Path(path).open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return duban.read(Path(path)), digest


def _sources(batch: Iterable[Path | str] | pa.RecordBatch) -> Iterator[Source]:
    pa = parquet.arrow()
    if not isinstance(batch, pa.RecordBatch):
        yield from ((str(path), None) for path in batch)
        return
    if "path" not in batch.schema.names:
        raise ValueError("the batch needs a column `path`; it has " + ", ".join(batch.schema.names))
    names = batch.column("path").to_pylist()
    has_bytes = "content" in batch.schema.names
    contents: list[Any] = batch.column("content").to_pylist() if has_bytes else [None] * len(names)
    yield from zip(names, contents, strict=True)


def _read_one(name: str, content: bytes | None) -> pa.Table:
    try:
        report, digest = read_file(name, content)
    except Exception as error:  # one bad file never stops the rest; its reason is kept
        return _with_error(_bad_row(name), reason(error))
    return _with_error(report_table(report, file=name, sha256=digest), None)


def reason(error: Exception) -> str:
    """Why a file could not be read, in one line."""
    from duban.sources import SourceError

    said = " ".join(str(error).split())
    return said if isinstance(error, SourceError) else f"{type(error).__name__}: {said}"


def _bad_row(name: str) -> pa.Table:
    pa = parquet.arrow()
    schema = panel_schema()
    return pa.Table.from_pylist([{"file": name}], schema=schema)


def _with_error(found: pa.Table, error: str | None) -> pa.Table:
    pa = parquet.arrow()
    return found.append_column("error", pa.array([error] * found.num_rows, type=pa.string()))
