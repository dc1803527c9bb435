"""A batch is the one-file reader over many, and a bad file is a row with its reason."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import duban
from duban.bulk import batch_schema, read_batch, read_batches
from duban.bulk.batch import build_file_name
from duban.documents.report_rows import REPORT_COLUMNS, list_rows


@pytest.fixture
def files(sample_file: Path, tmp_path: Path) -> list[Path]:
    """A good file, and one that is no report at all."""
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7 broken")
    return [sample_file, bad]


def test_the_rows_are_those_of_the_reader(files: list[Path]) -> None:
    found = read_batch(files[:1])
    own = found.select([column.name for column in REPORT_COLUMNS]).to_pylist()
    assert own == [
        dict(zip([c.name for c in REPORT_COLUMNS], row, strict=True)) for row in list_rows(duban.read(files[0]))
    ]
    assert set(found.column("sha256").to_pylist()) <= {hashlib.sha256(files[0].read_bytes()).hexdigest()}


def test_a_bad_file_is_a_row_with_its_reason(files: list[Path]) -> None:
    found = read_batch([*files, files[0].with_name("none.txt")]).to_pylist()
    bad = [row for row in found if row["error"]]
    assert [Path(row["file"]).name for row in bad] == ["bad.pdf", "none.txt"]
    assert all(row["commitment"] is None for row in bad)


def test_bytes_at_hand_give_the_same_rows_as_the_file(files: list[Path]) -> None:
    batch = pa.RecordBatch.from_pydict({"path": [str(f) for f in files], "content": [f.read_bytes() for f in files]})
    assert read_batch(batch).drop("error").equals(read_batch(files).drop("error"))


def test_a_stream_of_batches_keeps_its_schema(files: list[Path]) -> None:
    batches = [pa.RecordBatch.from_pydict({"path": [str(f)]}) for f in files]
    found = list(read_batches(batches))
    assert all(batch.schema == batch_schema() for batch in found)
    assert pa.Table.from_batches(found, batch_schema()).equals(read_batch(files))


def test_a_batch_without_paths_is_refused() -> None:
    with pytest.raises(ValueError, match="`path`"):
        read_batch(pa.RecordBatch.from_pydict({"name": ["a"]}))


@pytest.mark.parametrize("table", ["report", "part", "commitment", "claim", "wide"])
def test_every_table_can_be_asked_for(files: list[Path], table: str) -> None:
    found = read_batch(files, table=table)
    assert found.schema == batch_schema(table)
    assert found.filter(pc.is_null(found["error"])).num_rows > 0
    assert found.filter(pc.is_valid(found["error"])).num_rows == 1


@pytest.mark.parametrize(
    ("path", "root", "name"),
    [
        ("file:/data/reports/a%20b.txt", "/data/reports", "a b.txt"),
        ("file:///data/reports/n/a.txt", "file:///data/reports/", "n/a.txt"),
        ("hdfs://node:9000/reports/a.txt", "hdfs://node:9000/reports", "a.txt"),
        ("/data/a.txt", None, "/data/a.txt"),
        ("/other/a.txt", "/data", "/other/a.txt"),
    ],
)
def test_a_files_name_is_its_path_below_the_root(path: str, root: str | None, name: str) -> None:
    assert build_file_name(path, root) == name


def test_no_files_give_an_empty_table() -> None:
    assert read_batch([]).num_rows == 0
