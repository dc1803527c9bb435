"""`duban compare` as it is run."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from compare_texts import nation, place
from duban.cli import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = (
        nation(2030, "5.0", "5%左右"),
        place("云南省", 2030, "4.1", "5.5%以上"),
        place("昆明市", 2030, "4.0", "力争6%以上"),
    )
    for name, report in made:
        (tmp_path / f"{name}.txt").write_text(report.text, "utf-8")
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["compare", *map(str, words)])


def test_the_table_ranks_one_indicator_and_shows_the_sums(folder: Path) -> None:
    done = run(folder, "-i", "地区生产总值", "-y", 2030)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "地区生产总值（增速）2030年"
    assert [line.split()[0] for line in lines[1:4]] == ["昆明市", "云南省", "全国"]
    assert "云南省目标5.5%以上，目标要求多0.5个百分点" in lines[1]


def test_every_format_is_written(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    out = tmp_path_factory.mktemp("out")
    for name in ("a.json", "a.csv", "a.xlsx", "a.html"):
        assert run(folder, "-o", out / name).exit_code == 0
    assert {"stances", "spans", "passed_over"} == set(json.loads((out / "a.json").read_text("utf-8")))
    book = openpyxl.load_workbook(io.BytesIO((out / "a.xlsx").read_bytes()))
    assert book.sheetnames == ["目标对比", "指标的来去"]
    assert (out / "a.html").read_text("utf-8").startswith("<!doctype html>")


def test_a_file_that_cannot_be_read_does_not_stop_the_others(folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    done = run(folder, "-f", "json")
    assert done.exit_code == 0
    assert "broken.pdf" in done.stderr
    assert len(json.loads(done.stdout)["stances"]) == 7


def test_a_year_that_only_the_files_name_holds_is_said(tmp_path: Path) -> None:
    text = "临川市政府工作报告\n\n一、今年工作安排\n\n今年地区生产总值增长6%左右。\n"
    (tmp_path / "linchuan-2030.txt").write_text(text, "utf-8")
    done = run(tmp_path, "-f", "json")
    assert done.exit_code == 0, done.output
    assert "按文件名当作2030年" in done.stderr
    assert json.loads(done.stdout)["stances"][0]["year"] == 2030


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-i", "月球车"), "月球车"),
        (("-y", "1999"), "1999"),
        (("--against", "贵州省"), "贵州省"),
        (("--against", "无此地"), "无此地"),
        (("-o", "a.odt"), "--format"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(folder: Path, words: tuple[str, ...], said: str) -> None:
    done = run(folder, *words)
    assert done.exit_code == 2
    assert said in done.output
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_folder_without_reports_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path).exit_code == 2
