"""Whatever is wrong outside Duban is one line on standard error, exit code 2, and no file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from duban.cli import main
from duban.cli.commands import read


def _refused(*words: str | Path) -> str:
    """The one line that the command failed with."""
    result: Result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("错误 ")
    return lines[0]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text("一、工作安排\n修好两座桥。\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "xlsx", "html", "parquet"])
@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01\x02\xff" * 400, b"%PDF-1.4\n%broken", b"PK\x03\x04 not a zip"],
    ids=["empty", "binary", "broken-pdf", "broken-zip"],
)
def test_a_bad_file_leaves_no_output(tmp_path: Path, data: bytes, form: str) -> None:
    bad, out = tmp_path / "bad", tmp_path / "out"
    bad.write_bytes(data)
    line = _refused("read", bad, "--format", form, "-o", out)
    assert "bad" in line
    assert sorted(os.listdir(tmp_path)) == ["bad"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "none.txt" in _refused("read", tmp_path / "none.txt")


def test_a_folder_is_sent_to_corpus(tmp_path: Path) -> None:
    assert "duban corpus" in _refused("read", tmp_path)


def test_an_unknown_format_lists_the_known_ones(good: Path) -> None:
    line = _refused("read", good, "--format", "pdf")
    assert all(name in line for name in ("json", "jsonl", "csv", "xlsx", "html", "parquet"))


def test_an_output_without_a_known_ending_asks_for_the_format(good: Path) -> None:
    assert "--format" in _refused("read", good, "-o", good.parent / "out.doc")


def test_an_output_in_no_folder_is_named_as_the_user_wrote_it(good: Path) -> None:
    line = _refused("read", good, "-o", good.parent / "none" / "out.csv")
    assert line.endswith("out.csv：没有这个文件或目录")


def test_an_output_that_is_a_folder_is_refused(good: Path) -> None:
    (good.parent / "out.csv").mkdir()
    assert "out.csv" in _refused("read", good, "-o", good.parent / "out.csv")


def test_the_report_itself_is_not_overwritten(good: Path) -> None:
    before = good.read_bytes()
    _refused("read", good, "-f", "csv", "-o", good)
    assert good.read_bytes() == before


def test_a_full_disk_is_said(good: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    assert "磁盘已满" in _refused("read", good, "-f", "json", "-o", "/dev/full")


def test_a_failed_write_leaves_the_old_file(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = good.parent / "out.json"
    out.write_text("old")

    def no_replacing(*_: object) -> None:
        raise OSError(28, "No space left on device", str(out))

    monkeypatch.setattr("os.replace", no_replacing)
    assert "磁盘已满" in _refused("read", good, "-o", out)
    assert out.read_text() == "old"
    assert sorted(os.listdir(good.parent)) == ["good.txt", "out.json"]


def test_a_missing_library_says_what_to_install(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    assert "duban[documents]" in _refused("read", good, "-o", good.parent / "out.xlsx")


@pytest.mark.parametrize("words", [[], ["raed"], ["read"], ["read", "--colour"], ["lint", "x", "--fail-on", "y"]])
def test_a_mistyped_command_is_one_line(words: list[str]) -> None:
    assert "--help" in _refused(*words)


def test_a_fault_of_duban_itself_is_not_hidden(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(read, "callback", broken)
    result = CliRunner().invoke(main, ["read", str(good)])
    assert isinstance(result.exception, ZeroDivisionError)
