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


def _on_spark(
    cluster: spark_cluster.SparkCluster, url: str, folder: Path, table: str, output: Path
) -> list[dict[str, Any]]:
    words = [str(spark_cluster.PYTHON), str(DRIVER), url, folder.as_uri(), table, str(output)]
    run = subprocess.run(
        words, env=cluster.environment(), capture_output=True, text=True, timeout=240
    )
    assert run.returncode == 0, run.stderr[-4000:]
    assert "executors 2" in run.stdout, "both workers took part"
    rows: list[dict[str, Any]] = pq.read_table(output).to_pylist()
    return rows


def test_the_panel_from_a_cluster_is_the_local_one(
    cluster: spark_cluster.SparkCluster, folder: Path, tmp_path: Path
) -> None:
    url = cluster.start()
    outcome = build_panel(folder, tmp_path / "local.parquet", jobs=2)
    local = pq.read_table(tmp_path / "local.parquet").to_pylist()
    rows = _on_spark(cluster, url, folder, "wide", tmp_path / "spark.parquet")
    bad = {row["file"]: row["error"] for row in rows if row["error"] is not None}
    good = [row for row in rows if row.pop("error") is None]
    # A file's rows stand together and in order; the files come as the tasks end.
    assert sorted(good, key=lambda row: str(row["file"])) == local
    # Spark's listing passes over files of no bytes at all.
    assert sorted([*bad, "empty.txt"]) == sorted(b.file for b in outcome.bad)
    assert all(
        b.reason == bad[b.file].removeprefix(f"{b.file}: ") for b in outcome.bad if b.file in bad
    )
