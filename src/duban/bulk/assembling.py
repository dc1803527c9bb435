"""Write the panel's tables from the parts, in the order of the paths, a row group at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duban
from duban.bulk.manifest import NOTHING, Manifest
from duban.bulk.parts import Parts
from duban.bulk.reading import read_file
from duban.bulk.schema import TABLES, arrow_schema
from duban.bulk.tables import tables
from duban.bulk.target import Target
from duban.documents import parquet
from duban.documents.saving import replacing

if TYPE_CHECKING:
    import pyarrow as pa

# Rows held in memory before they are written: one row group.
GROUP = 10_000
# A table of one row takes as much memory as one of hundreds, so more than these are merged.
TABLES_HELD = 200
TEXTS = frozenset({"sentence_text", "commitment_text", "topic_heading"})
"""The columns that hold whole sentences of a report."""

Good = tuple[str, Path, str]
"""A file's name in the panel, its path, and the key of its part."""


@dataclass(slots=True)
class Assembled:
    """What was written: see `Outcome`."""

    rows: int = 0
    empty: int = 0
    unplaced: int = 0
    undated: int = 0
    noticed: Counter[str] = field(default_factory=Counter)


class _Writer:
    """One table of the panel on its way to its file."""

    def __init__(self, path: Path, name: str, reader: str) -> None:
        import pyarrow.parquet as pq

        facts = {"duban": duban.__version__, "duban_reader": reader, "duban_table": name}
        self.schema = arrow_schema(name).with_metadata(facts)
        self.to = pq.ParquetWriter(path, self.schema, compression="zstd")
        self.held: list[pa.Table] = []
        self.rows = self.waiting = 0

    def add(self, found: pa.Table) -> None:
        self.held.append(found)
        self.rows += found.num_rows
        self.waiting += found.num_rows
        if self.waiting >= GROUP:
            self._flush()
        elif len(self.held) >= TABLES_HELD:
            self.held = [parquet.arrow().concat_tables(self.held).combine_chunks()]

    def close(self) -> None:
        self._flush()
        self.to.close()

    def _flush(self) -> None:
        pa = parquet.arrow()
        whole = pa.concat_tables([arrow_schema_table(self.schema), *self.held])
        self.to.write_table(whole.replace_schema_metadata(self.schema.metadata))
        self.held, self.waiting = [], 0


def arrow_schema_table(schema: pa.Schema) -> pa.Table:
    """No rows, in these columns."""
    return schema.remove_metadata().empty_table()


def assemble(
    target: Target, parts: Parts, files: Sequence[Good], manifest: Manifest, *, texts: bool = True
) -> Assembled:
    """Write every table of the target, each whole or not at all. Raises `OSError`."""
    done = Assembled()
    if len(target.files) > 1:
        target.output.mkdir(exist_ok=True)
    with ExitStack() as stack:
        paths = {n: stack.enter_context(replacing(p)) for n, p in target.files.items()}
        writers = {n: _Writer(path, n, parts.reader) for n, path in paths.items()}
        try:
            for found in _found(parts, files, manifest):
                for name, writer in writers.items():
                    writer.add(found[name] if texts else _without_texts(found[name]))
                _note(done, found)
        finally:
            for writer in writers.values():
                writer.close()
    done.rows = max(writer.rows for writer in writers.values())
    return done


def _note(done: Assembled, found: dict[str, pa.Table]) -> None:
    facts: dict[str, Any] = found["report"].to_pylist()[0]
    done.empty += found["wide"].num_rows == 0
    done.unplaced += facts["region_code"] is None
    done.undated += facts["year"] is None
    done.noticed.update(code for code in (facts["notices"] or "").split("|") if code)


def _without_texts(found: pa.Table) -> pa.Table:
    """A table whose whole sentences are null; figures, quotes of figures and spans stay."""
    pa = parquet.arrow()
    for name in TEXTS.intersection(found.schema.names):
        place = found.schema.get_field_index(name)
        empty = pa.nulls(found.num_rows, type=found.schema.field(name).type)
        found = found.set_column(place, found.schema.field(name), empty)
    return found


def _found(
    parts: Parts, files: Sequence[Good], manifest: Manifest
) -> Iterator[dict[str, pa.Table]]:
    """The tables of each file, from its part; a damaged part is read again from the file."""
    pa = parquet.arrow()
    for name, path, key in files:
        try:
            found = parts.load(key)
            if found.keys() != TABLES.keys():
                raise pa.ArrowInvalid("a table is missing")
        except (pa.ArrowInvalid, OSError, KeyError):
            read = read_file(path, name=name, stated=manifest.get(name, NOTHING))
            found = tables(read.report, read.origin)
            parts.keep(key, found)
        yield found
