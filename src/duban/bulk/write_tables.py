"""Write the panel's tables from the parts, in the order of the paths, a row group at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duban
from duban.bulk.manifest import NO_FACTS, Manifest
from duban.bulk.panel_output import PanelOutput
from duban.bulk.parts import Parts
from duban.bulk.read_report import read_file
from duban.bulk.schema import build_arrow_schema
from duban.bulk.tables import build_tables
from duban.documents import parquet
from duban.documents.atomic_write import replace_atomically

if TYPE_CHECKING:
    import pyarrow as pa

# Rows held in memory before they are written: one row group.
ROW_GROUP_SIZE = 10_000
# A table of one row takes as much memory as one of hundreds, so more than these are merged.
MAX_BUFFERED_TABLES = 200
SENTENCE_COLUMNS = frozenset({"sentence_text", "commitment_text", "topic_heading"})
"""The columns that hold whole sentences of a report."""

ReadableFile = tuple[str, Path, str]
"""A file's name in the panel, its path, and the key of its part."""


@dataclass(slots=True)
class AssemblyCounts:
    """What was written: see `Outcome`."""

    rows: int = 0
    empty: int = 0
    unplaced: int = 0
    undated: int = 0
    count_by_notice: Counter[str] = field(default_factory=Counter)


class _TableWriter:
    """One table of the panel on its way to its file."""

    def __init__(self, path: Path, table_name: str, reader: str) -> None:
        import pyarrow.parquet as pq

        metadata = {"duban": duban.__version__, "duban_reader": reader, "duban_table": table_name}
        self.schema = build_arrow_schema(table_name).with_metadata(metadata)
        self.parquet_writer = pq.ParquetWriter(path, self.schema, compression="zstd")
        self.buffered_tables: list[pa.Table] = []
        self.rows = self.buffered_rows = 0

    def add(self, table: pa.Table) -> None:
        self.buffered_tables.append(table)
        self.rows += table.num_rows
        self.buffered_rows += table.num_rows
        if self.buffered_rows >= ROW_GROUP_SIZE:
            self._flush()
        elif len(self.buffered_tables) >= MAX_BUFFERED_TABLES:
            self.buffered_tables = [parquet.import_pyarrow().concat_tables(self.buffered_tables).combine_chunks()]

    def close(self) -> None:
        self._flush()
        self.parquet_writer.close()

    def _flush(self) -> None:
        pa = parquet.import_pyarrow()
        row_group = pa.concat_tables([build_empty_table(self.schema), *self.buffered_tables])
        self.parquet_writer.write_table(row_group.replace_schema_metadata(self.schema.metadata))
        self.buffered_tables, self.buffered_rows = [], 0


def build_empty_table(schema: pa.Schema) -> pa.Table:
    """No rows, in these columns."""
    pa = parquet.import_pyarrow()
    # Of nulls, not of lists: for a list pyarrow imports pandas, where there is one, which takes a second.
    return pa.Table.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema.remove_metadata())


def write_tables(
    target: PanelOutput, parts: Parts, files: Sequence[ReadableFile], manifest: Manifest, *, with_sentences: bool = True
) -> AssemblyCounts:
    """Write every table of the target, each whole or not at all. Raises `OSError`."""
    counts = AssemblyCounts()
    if len(target.files) > 1:
        target.output.mkdir(exist_ok=True)
    with ExitStack() as stack:
        paths = {
            table_name: stack.enter_context(replace_atomically(table_path))
            for table_name, table_path in target.files.items()
        }
        writers = {table_name: _TableWriter(path, table_name, parts.reader) for table_name, path in paths.items()}
        try:
            for file_tables in _load_file_tables(parts, files, manifest, {"report", *writers}):
                for name, writer in writers.items():
                    writer.add(file_tables[name] if with_sentences else _clear_sentences(file_tables[name]))
                _count_report(counts, file_tables)
        finally:
            for writer in writers.values():
                writer.close()
    counts.rows = max(writer.rows for writer in writers.values())
    return counts


def _count_report(counts: AssemblyCounts, file_tables: dict[str, pa.Table]) -> None:
    facts: dict[str, Any] = file_tables["report"].to_pylist()[0]
    counts.empty += not facts["commitments"] and not facts["claims"]
    counts.unplaced += facts["region_code"] is None
    counts.undated += facts["year"] is None
    counts.count_by_notice.update(code for code in (facts["notices"] or "").split("|") if code)


def _clear_sentences(table: pa.Table) -> pa.Table:
    """A table whose whole sentences are null; figures, quotes of figures and spans stay."""
    pa = parquet.import_pyarrow()
    for column in SENTENCE_COLUMNS.intersection(table.schema.names):
        index = table.schema.get_field_index(column)
        nulls = pa.nulls(table.num_rows, type=table.schema.field(column).type)
        table = table.set_column(index, table.schema.field(column), nulls)
    return table


def _load_file_tables(
    parts: Parts, files: Sequence[ReadableFile], manifest: Manifest, names: set[str]
) -> Iterator[dict[str, pa.Table]]:
    """These tables of each file, from its part; a damaged part is read again from the file."""
    pa = parquet.import_pyarrow()
    for name, path, key in files:
        try:
            file_tables = parts.load(key, names)
            if file_tables.keys() != names:
                raise pa.ArrowInvalid("a table is missing")
        except (pa.ArrowInvalid, OSError, KeyError):
            read_report = read_file(path, name=name, facts=manifest.get(name, NO_FACTS))
            file_tables = build_tables(read_report.report, read_report.origin)
            parts.store(key, file_tables)
        yield file_tables
