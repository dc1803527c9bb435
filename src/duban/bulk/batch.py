"""Files to Arrow: one function that a pool, a script or Spark can call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from duban.bulk.reading import read_bytes, read_file
from duban.bulk.schema import arrow_schema
from duban.bulk.tables import table, tables
from duban.documents import parquet
from duban.sources import SourceError

if TYPE_CHECKING:
    import pyarrow as pa

Source = tuple[str, bytes | None]
"""A file's name, and its bytes where they are already at hand."""


def panel_schema(name: str = "wide") -> pa.Schema:
    """The columns of a table of the panel (`duban.bulk.TABLES`)."""
    return arrow_schema(name)


def batch_schema(name: str = "wide") -> pa.Schema:
    """The columns that a batch gives: the table's, and `error`."""
    pa = parquet.arrow()
    return arrow_schema(name).append(pa.field("error", pa.string()))


def read_batch(
    batch: Iterable[Path | str] | pa.RecordBatch, *, table: str = "wide", root: str | None = None
) -> pa.Table:
    """Read every file of a batch into one table: the panel's columns, and `error`.

    `batch` is paths, or an Arrow batch with a column `path` and, where the bytes are already at
    hand, a column `content` (Spark's binaryFile has both). A path may be a URI. The file's name in
    the panel is its path below `root`, or all of it. A file that cannot be read gives one row with
    only its name and `error` (in `report_id` where the table has no `file`); nothing is raised.
    """
    pa = parquet.arrow()
    found = [_read_one(path, content, table, root) for path, content in _sources(batch)]
    return pa.concat_tables([batch_schema(table).empty_table(), *found])


def read_batches(
    batches: Iterable[pa.RecordBatch], *, table: str = "wide", root: str | None = None
) -> Iterator[pa.RecordBatch]:
    """`read_batch` over a stream, a file at a time: the shape of Spark's `mapInArrow`."""
    for batch in batches:
        for n in range(batch.num_rows):
            found = read_batch(batch.slice(n, 1), table=table, root=root)
            yield from found.combine_chunks().to_batches()


def reader(
    table: str = "wide", root: str | None = None
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """`read_batches` with its options settled, for an engine that passes batches alone."""

    def read(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return read_batches(batches, table=table, root=root)

    return read


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


def _read_one(path: str, content: bytes | None, name: str, root: str | None) -> pa.Table:
    pa = parquet.arrow()
    file = file_name(path, root)
    why = None
    try:
        read = read_file(Path(_local(path)), name=file) if content is None else None
        read = read or read_bytes(content or b"", name=file)
        found = tables(read.report, read.origin)[name]
    except Exception as error:  # one bad file never stops the rest; its reason is kept
        why = reason(error).removeprefix(f"{path}: ")
        key = "file" if "file" in arrow_schema(name).names else "report_id"
        found = table(name, [{key: file}])
    return found.append_column("error", pa.array([why] * found.num_rows, type=pa.string()))


def file_name(path: str, root: str | None = None) -> str:
    """A file's name in the panel: its path, or its URI's, below `root`."""
    own, above = _local(path), _local(root).rstrip("/") + "/" if root else ""
    return own.removeprefix(above)


def _local(path: str) -> str:
    """The path of a URI (Spark gives file:/data/a.txt), or the path as it is."""
    if path.startswith(("file:", "hdfs:", "s3:", "s3a:")):
        return unquote(urlsplit(path).path)
    return path


def reason(error: Exception) -> str:
    """Why a file could not be read, in one line."""
    said = " ".join(str(error).split())
    return said if isinstance(error, SourceError) else f"{type(error).__name__}: {said}"
