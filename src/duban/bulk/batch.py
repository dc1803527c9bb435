"""Files to Arrow: one function that a pool, a script or Spark can call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from duban.bulk.read_report import read_bytes, read_file
from duban.bulk.schema import build_arrow_schema
from duban.bulk.tables import build_table, build_tables
from duban.documents import parquet
from duban.sources import SourceError

if TYPE_CHECKING:
    import pyarrow as pa

FileSource = tuple[str, bytes | None]
"""A file's name, and its bytes where they are already at hand."""


def panel_schema(name: str = "wide") -> pa.Schema:
    """The columns of a table of the panel (`duban.bulk.TABLES`)."""
    return build_arrow_schema(name)


def batch_schema(name: str = "wide") -> pa.Schema:
    """The columns that a batch gives: the table's, and `error`."""
    pa = parquet.import_pyarrow()
    return build_arrow_schema(name).append(pa.field("error", pa.string()))


def read_batch(
    batch: Iterable[Path | str] | pa.RecordBatch, *, table: str = "wide", root: str | None = None
) -> pa.Table:
    """Read every file of a batch into one table: the panel's columns, and `error`.

    `batch` is paths, or an Arrow batch with a column `path` and, where the bytes are already at
    hand, a column `content` (Spark's binaryFile has both). A path may be a URI. The file's name in
    the panel is its path below `root`, or all of it. A file that cannot be read gives one row with
    only its name and `error` (in `report_id` where the table has no `file`); nothing is raised.
    """
    pa = parquet.import_pyarrow()
    file_tables = [_read_source(path, content, table, root) for path, content in _list_sources(batch)]
    return pa.concat_tables([batch_schema(table).empty_table(), *file_tables])


def read_batches(
    batches: Iterable[pa.RecordBatch], *, table: str = "wide", root: str | None = None
) -> Iterator[pa.RecordBatch]:
    """`read_batch` over a stream, a file at a time: the shape of Spark's `mapInArrow`."""
    for batch in batches:
        for index in range(batch.num_rows):
            file_table = read_batch(batch.slice(index, 1), table=table, root=root)
            yield from file_table.combine_chunks().to_batches()


def build_batch_reader(
    table: str = "wide", root: str | None = None
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """`read_batches` with its options settled, for an engine that passes batches alone."""

    def read(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return read_batches(batches, table=table, root=root)

    return read


def _list_sources(batch: Iterable[Path | str] | pa.RecordBatch) -> Iterator[FileSource]:
    pa = parquet.import_pyarrow()
    if not isinstance(batch, pa.RecordBatch):
        yield from ((str(path), None) for path in batch)
        return
    if "path" not in batch.schema.names:
        raise ValueError("the batch needs a column `path`; it has " + ", ".join(batch.schema.names))
    names = batch.column("path").to_pylist()
    has_bytes = "content" in batch.schema.names
    contents: list[Any] = batch.column("content").to_pylist() if has_bytes else [None] * len(names)
    yield from zip(names, contents, strict=True)


def _read_source(path: str, content: bytes | None, table_name: str, root: str | None) -> pa.Table:
    pa = parquet.import_pyarrow()
    panel_name = build_file_name(path, root)
    failure = None
    try:
        read_report = read_file(Path(_strip_uri(path)), name=panel_name) if content is None else None
        read_report = read_report or read_bytes(content or b"", name=panel_name)
        rows = build_tables(read_report.report, read_report.origin)[table_name]
    except Exception as error:  # one bad file never stops the rest; its reason is kept
        failure = describe_error(error).removeprefix(f"{path}: ")
        id_column = "file" if "file" in build_arrow_schema(table_name).names else "report_id"
        rows = build_table(table_name, [{id_column: panel_name}])
    return rows.append_column("error", pa.array([failure] * rows.num_rows, type=pa.string()))


def build_file_name(path: str, root: str | None = None) -> str:
    """A file's name in the panel: its path, or its URI's, below `root`."""
    local_path, prefix = _strip_uri(path), _strip_uri(root).rstrip("/") + "/" if root else ""
    return local_path.removeprefix(prefix)


def _strip_uri(path: str) -> str:
    """The path of a URI (Spark gives file:/data/a.txt), or the path as it is."""
    if path.startswith(("file:", "hdfs:", "s3:", "s3a:")):
        return unquote(urlsplit(path).path)
    return path


def describe_error(error: Exception) -> str:
    """Why a file could not be read, in one line."""
    message = " ".join(str(error).split())
    return message if isinstance(error, SourceError) else f"{type(error).__name__}: {message}"
