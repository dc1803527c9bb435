"""`duban corpus`: what it says, where, and its exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from duban.bulk import FOLDER_TABLES
from duban.cli import main


def _run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["corpus", *map(str, words), "--jobs", "1"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One report, and one file that is none."""
    place = tmp_path / "reports"
    place.mkdir()
    (place / "a.txt").write_text("云湖市政府工作报告\n一、今年工作\n修好两座桥。\n", encoding="utf-8")
    (place / "b.txt").write_bytes(b"")
    return place


def test_some_read_is_success_and_the_rest_are_named(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "panel.parquet"
    result = _run(folder, "-o", out)
    assert result.exit_code == 0
    assert result.stdout.startswith("1 个文件")
    assert "读不了 b.txt：" in result.stderr
    assert "2/2 个文件，1 个读不了" in result.stderr, "no bar off a terminal, but a line"
    assert pq.read_table(out).num_rows >= 0


def test_nothing_read_is_a_failure(folder: Path, tmp_path: Path) -> None:
    (folder / "a.txt").unlink()
    result = _run(folder, "-o", tmp_path / "panel.parquet")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith("错误 1 个文件一个也读不了")


def test_a_folder_without_reports_is_a_failure(tmp_path: Path) -> None:
    result = _run(tmp_path, "-o", tmp_path / "panel.parquet")
    assert result.exit_code == 2
    assert "没有能读的文件（txt" in result.stderr
    assert os.listdir(tmp_path) == []


def test_a_file_is_sent_to_read(folder: Path, tmp_path: Path) -> None:
    result = _run(folder / "a.txt", "-o", tmp_path / "panel.parquet")
    assert result.exit_code == 2
    assert "duban read" in result.stderr


def test_an_output_that_is_a_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    assert _run(folder, "-o", tmp_path).exit_code == 2


def test_a_folder_of_tables_and_their_copies(folder: Path, tmp_path: Path) -> None:
    result = _run(folder, "-o", tmp_path / "panel", "--also", "csv", "--also", "dta")
    assert result.exit_code == 0, result.stderr
    found = {path.name for path in (tmp_path / "panel").iterdir()} - {"datapackage.json"}
    assert found == {f"{t}.{end}" for t in FOLDER_TABLES for end in ("parquet", "csv", "dta")}
    assert "1 个看不出年份，1 个看不出是哪个地区的" in result.stdout
    assert _run(folder, "-o", tmp_path / "panel").exit_code == 0, "its own files are no strangers"


def test_ctrl_c_says_how_to_go_on_and_leaves_no_worker(tmp_path: Path) -> None:
    place = tmp_path / "reports"
    place.mkdir()
    text = "一、今年工作\n" + "修好两座桥，新建3个公园。\n" * 2000
    for n in range(60):
        (place / f"{n}.txt").write_text(f"{text}{n}\n", encoding="utf-8")
    out = tmp_path / "panel.parquet"
    words = [sys.executable, "-m", "duban", "corpus", str(place), "-o", str(out)]
    run = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    deadline = time.monotonic() + 60
    while not list(tmp_path.rglob("*.arrow")):
        assert time.monotonic() < deadline
        assert run.poll() is None
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert said.decode().strip() == "已中断；再运行同一条命令会接着做"
    assert _gone(run.pid), "a worker outlived the run"
    assert not out.exists()


def _gone(group: int) -> bool:
    """Has every process of the group ended, within some seconds?"""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
