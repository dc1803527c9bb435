"""`duban targets`: steps down the chain, margins and revisions, and each report either shown or named with a reason."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from duban.bulk import build_panel
from duban.cli import main
from duban.targets import read_stated
from duban.targets.bunching import count_margins
from duban.targets.plots import draw_figures, render_note
from duban.targets.tables import measure_distribution, write_target_tables

REPORT = """{place}{year}年政府工作报告
（{year}年1月9日）
一、{last}年工作回顾
地区生产总值增长{result}%。新建公路三十公里。
二、{year}年工作安排
主要预期目标是：地区生产总值增长{target}%{bound}。加快推进城南水厂建设。
"""
REPORTS = {  # of real places, for their codes; all figures invented
    "city-2031.txt": ("保定市", 2031, "6.1", "6.5", "左右"),
    "district-2030.txt": ("保定市满城区", 2030, "6.0", "8", "以上"),
    "district-2031.txt": ("保定市满城区", 2031, "7.4", "7", "以上"),
    "district-2032.txt": ("保定市满城区", 2032, "7.2", "7.5", "以上"),
    "county-2031.txt": ("保定市阜平县", 2031, "9.0", "6", "以上"),
}

Rows = list[dict[str, str]]


def read(folder: Path, name: str) -> Rows:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("targets")
    reports = folder / "reports"
    reports.mkdir()
    for name, (place, year, result, target, bound) in REPORTS.items():
        text = REPORT.format(place=place, year=year, last=year - 1, result=result, target=target, bound=bound)
        (reports / name).write_text(text, encoding="utf-8")
    (reports / "notes.txt").write_text("青澜县二〇三一年大事记\n三月，新建公路三十公里，举办农业博览会。\n", "utf-8")
    build_panel(reports, folder / "panel", jobs=1)
    return folder / "panel"


@pytest.fixture(scope="module")
def tables(panel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("tables")
    write_target_tables(measure_distribution(read_stated(panel, "gdp")), output)
    return output


def test_a_step_is_the_target_less_that_of_the_level_above(tables: Path) -> None:
    rows = {row["file"]: row for row in read(tables, "amplification")}
    assert {name: (row["points"], row["above_file"]) for name, row in rows.items()} == {
        "district-2031.txt": ("0.5", "city-2031.txt"),
        "county-2031.txt": ("-0.5", "city-2031.txt"),
    }
    assert rows["district-2031.txt"]["target_above_quote"]
    (summary,) = read(tables, "amplification_by_year")
    assert [summary[name] for name in ("year", "basis", "targets", "mean_points", "more", "same", "less")] == [
        *("2031", "year", "2", "0", "1", "0", "1")
    ]


def test_a_missed_target_and_the_next_one(tables: Path) -> None:
    rows = [(row["file"], row["missed"], row["margin"], row["points"]) for row in read(tables, "revision")]
    assert rows == [("district-2030.txt", "true", "-0.6", "-1"), ("district-2031.txt", "false", "0.2", "0.5")]
    summary = [
        (row["missed"], row["targets"], row["lowered"], row["raised"]) for row in read(tables, "revision_by_outcome")
    ]
    assert summary == [("false", "1", "0", "1"), ("true", "1", "1", "0")]


def test_whole_and_half_per_cents_are_counted(tables: Path) -> None:
    rows = {row["region_level"]: (row["whole"], row["half"], row["other"]) for row in read(tables, "heaping")}
    assert rows == {"county": ("3", "1", "0"), "prefecture": ("0", "1", "0")}


def test_margins_are_binned_downwards(panel: Path, tables: Path) -> None:
    assert [(row["from_points"], row["to_points"], row["results"]) for row in read(tables, "margin")] == [
        ("-1", "-0.5", "1"),
        ("0", "0.5", "1"),
    ]
    revisions = measure_distribution(read_stated(panel, "gdp")).revisions
    assert count_margins(revisions) == [(Decimal("-1.0"), 1), (Decimal("0.0"), 1)]


def test_each_report_is_counted_or_named_with_a_reason(tables: Path) -> None:
    left_out = Counter(row["measure"] for row in read(tables, "left_out"))
    files = len(REPORTS) + 1
    assert left_out == {
        "bunching": files - len(read(tables, "target")),
        "amplification": files - len(read(tables, "amplification")),
        "margin": files - len(read(tables, "revision")),
        "revision": files - len(read(tables, "revision")),
    }
    reasons = {(row["file"], row["measure"]): row["reason"] for row in read(tables, "left_out")}
    assert reasons["notes.txt", "bunching"] == "not_a_work_report"
    assert reasons["county-2031.txt", "revision"] == "no_report_of_next_year"
    assert reasons["district-2030.txt", "amplification"] == "no_report_above"


def test_where_less_is_better_more_is_asked_by_a_lower_target(panel: Path) -> None:
    assert not read_stated(panel, "gdp").lower_is_better
    assert read_stated(panel, "unemployment_surveyed").lower_is_better


def test_figures_say_how_many_documents_are_behind_them(panel: Path, tmp_path: Path) -> None:
    distribution = measure_distribution(read_stated(panel, "gdp"))
    paths = draw_figures(distribution, tmp_path / "a")
    assert {path.suffix for path in paths} == {".svg", ".pdf"}
    assert len(paths) == 6
    note = render_note(distribution, "amplification", len(distribution.steps))
    assert note.startswith("2 documents; 4 left out: ")
    drawn = (tmp_path / "a" / "amplification.svg").read_text(encoding="utf-8")
    assert "2 documents; 4 left out" in drawn
    draw_figures(distribution, tmp_path / "b")
    for path in paths:
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_the_command_writes_tables_and_figures(panel: Path, tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, ["targets", str(panel), "-o", str(tmp_path)], catch_exceptions=False)
    assert answer.exit_code == 0
    assert "目标 5 个" in answer.output
    assert (tmp_path / "revision.pdf").read_bytes().startswith(b"%PDF")


def test_an_unknown_indicator_is_refused(panel: Path, tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, ["targets", str(panel), "-o", str(tmp_path / "out"), "-i", "happiness"])
    assert answer.exit_code == 2
    assert "gdp" in answer.output
    assert not (tmp_path / "out").exists()
