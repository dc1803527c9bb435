"""On a real cluster (a master, two workers) the panel is the local one, row for row."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from bulk import spark_cluster
from duban.bulk import build_panel

DRIVER = Path(__file__).with_name("spark_driver.py")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[spark_cluster.SparkCluster]:
    why = spark_cluster.why_not()
    if why:
        pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)
    cluster = spark_cluster.SparkCluster(tmp_path_factory.mktemp("spark") / "cluster")
    try:
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def folder(sample_file: Path, tmp_path: Path) -> Path:
    """Twelve reports in two folders, one of them with a space in its name, and bad files."""
    text = sample_file.read_text(encoding="utf-8")
    for n in range(12):
        path = tmp_path / "reports" / ("north" if n % 2 else "south side") / f"{n:02} 号.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n附：第{n}号样本。\n", encoding="utf-8")
    (tmp_path / "reports" / "broken.PDF").write_bytes(b"%PDF-1.7 broken")
    (tmp_path / "reports" / "empty.txt").write_bytes(b"")
    (tmp_path / "reports" / "foreign.txt").write_text("An English speech. " * 50)
    (tmp_path / "reports" / "notes.md").write_text("not a report")
    return tmp_path / "reports"


TABLES = ("wide", "report", "part", "commitment", "claim")


def _on_spark(cluster: spark_cluster.SparkCluster, folder: Path, output: Path) -> dict[str, list[dict[str, Any]]]:
    names = ",".join(TABLES)
    words = [str(spark_cluster.PYTHON), str(DRIVER), cluster.start(), folder.as_uri(), names]
    words.append(str(output))
    run = subprocess.run(words, env=cluster.environment(), capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr[-4000:]
    assert "executors 2" in run.stdout, "both workers took part"
    return {name: pq.read_table(output / f"{name}.parquet").to_pylist() for name in TABLES}


def test_every_table_from_a_cluster_is_the_local_one_row_for_row(
    cluster: spark_cluster.SparkCluster, folder: Path, tmp_path: Path
) -> None:
    outcome = build_panel(folder, tmp_path / "wide.parquet", jobs=2)
    build_panel(folder, tmp_path / "panel", jobs=2)
    found = _on_spark(cluster, folder, tmp_path / "spark")
    reasons = {b.file: b.reason for b in outcome.bad}
    # Spark's listing passes over files of no bytes at all.
    assert reasons.pop("empty.txt")
    for name, rows in found.items():
        own = tmp_path / ("wide.parquet" if name == "wide" else f"panel/{name}.parquet")
        local = pq.read_table(own).to_pylist()
        by = "file" if name in ("wide", "report") else "report_id"
        bad = {row.get("file", row.get("report_id")): row["error"] for row in rows if row["error"]}
        assert {file: why.removeprefix(f"{file}: ") for file, why in bad.items()} == reasons, name
        good = [row for row in rows if row.pop("error") is None]
        # A file's rows stand together and in order; the files come as the tasks end.
        order = {row[by]: n for n, row in enumerate(local)}
        assert local, name
        assert sorted(good, key=lambda row: order[row[by]]) == local, name
