"""`duban read`: every format, to a file and to standard output, whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

import duban
from duban.cli import main
from duban.documents.report_rows import REPORT_COLUMNS, list_rows

PROGRAM = [sys.executable, "-m", "duban"]


def _run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_table_ends_with_what_was_found(sample_file: Path) -> None:
    result = _run("read", sample_file)
    report = duban.read(sample_file)
    assert result.exit_code == 0
    assert f"{len(list(report.commitments()))} 项目标任务" in result.output.splitlines()[-1]
    assert "\x1b" not in result.output, "colour only on a terminal"


def test_json_and_jsonl_agree(sample_file: Path) -> None:
    whole = json.loads(_run("read", sample_file, "--format", "json").stdout)
    lines = [json.loads(x) for x in _run("read", sample_file, "-f", "jsonl").stdout.splitlines()]
    topics = [topic for part in whole["parts"] for topic in part["topics"]]
    nested = [c for t in topics for x in t["commitments"] for c in x["claims"]]
    nested += [c for t in topics for c in t["results"]]
    assert sorted(nested, key=json.dumps) == sorted(lines, key=json.dumps)
    text = sample_file.read_text(encoding="utf-8")
    assert all(text[c["start"] : c["end"]] == c["number"] for c in lines)


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv", "a.xlsx", "a.html", "a.parquet"])
def test_the_format_follows_the_file_name(sample_file: Path, tmp_path: Path, name: str) -> None:
    result = _run("read", sample_file, "-o", tmp_path / name)
    assert (result.exit_code, result.output) == (0, "")
    assert os.listdir(tmp_path) == [name], "and nothing else is left"
    asked = _run("read", sample_file, "--format", name[2:])
    assert asked.exit_code == 0
    assert asked.stdout_bytes == (tmp_path / name).read_bytes()


def test_workbook_and_parquet_hold_every_row(sample_file: Path, tmp_path: Path) -> None:
    expected = len(list(list_rows(duban.read(sample_file))))
    _run("read", sample_file, "-o", tmp_path / "a.xlsx")
    _run("read", sample_file, "-o", tmp_path / "a.parquet")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    table = pq.read_table(tmp_path / "a.parquet")
    assert (sheet.max_row, sheet.max_column) == (expected + 1, len(REPORT_COLUMNS))
    assert table.num_rows == expected


def test_the_year_can_be_given(tmp_path: Path) -> None:
    plain = tmp_path / "plain.txt"
    plain.write_text("一、工作安排\n修好两座桥。\n", encoding="utf-8")
    found = json.loads(_run("read", plain, "--year", "2031", "-f", "json").stdout)
    assert found["year"] == 2031


def test_an_output_keeps_its_mode_and_a_link_stays_a_link(sample_file: Path, tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    assert _run("read", sample_file, "-o", link).exit_code == 0
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert json.loads(real.read_bytes())["title"]


def test_a_closed_pipe_is_quiet(sample_file: Path) -> None:
    reader = subprocess.Popen(
        [*PROGRAM, "read", str(sample_file), "-f", "csv"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert reader.stdout is not None
    assert reader.stderr is not None
    reader.stdout.close()
    assert reader.stderr.read() == b""
    reader.stderr.close()
    assert reader.wait(20) in (0, 1)


def test_a_binary_format_is_not_thrown_at_a_terminal(sample_file: Path) -> None:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [*PROGRAM, "read", str(sample_file), "-f", "xlsx"], stdout=theirs, stderr=subprocess.PIPE, check=False
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert "-o" in done.stderr.decode()


def test_the_program_starts_at_once() -> None:
    """It imports click and the rooms that every command needs; bench.start measures the time."""
    imported = _imported("from duban.cli import main; main(['read', '--help'])") - _imported("")
    foreign = {name.split(".")[0] for name in imported} - sys.stdlib_module_names
    assert foreign == {"click", "duban", "duban_site"}
    rooms = {".".join(name.split(".")[:2]) for name in imported if name.startswith("duban")}
    assert rooms == {
        "duban", "duban.cli", "duban.commitments", "duban.notices", "duban.text",
        "duban_site", "duban_site.cli", "duban_site.serving",
    }  # fmt: skip
    assert "multiprocessing" not in imported


def _imported(code: str) -> set[str]:
    """The modules that an interpreter has when it ends."""
    told = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
    words = [sys.executable, "-c", told + code]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return set(done.stderr.split())


def test_every_report_of_an_archive_is_read(tmp_path: Path, sample_file: Path) -> None:
    archive = tmp_path / "reports.zip"
    with zipfile.ZipFile(archive, "w") as to:
        to.write(sample_file, "云泽/2026.txt")
        to.writestr("松溪.md", "# 松溪县2026年政府工作报告\n\n## 一、2026年工作安排\n\n新建学校2所。\n")
        to.writestr("坏.pdf", b"%PDF-1.4\nbroken")
    shown = _run("read", archive)
    assert shown.exit_code != 0
    assert "坏.pdf" in shown.output
    assert "—— 松溪.md ——" in shown.output
    assert "2所" in shown.output

    refused = _run("read", archive, "--format", "json")
    assert "-o" in refused.output
    folder = tmp_path / "out"
    _run("read", archive, "--format", "json", "-o", folder)
    made = sorted(path.name for path in folder.iterdir())
    assert made == ["云泽_2026.txt.json", "松溪.md.json"]
    whole = json.loads((folder / "云泽_2026.txt.json").read_text("utf-8"))
    assert whole == json.loads(_run("read", sample_file, "--format", "json").stdout)
