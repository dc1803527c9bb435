"""`duban wording`: the tables equal a plain count, and say who is left out and why."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from duban.cli import main

CITY = """沧澜市政府工作报告
（2031年1月5日）
一、2030年工作回顾
全市新建公路三十公里。
二、2031年工作安排
大力发展现代种业和智慧农业，建设高标准农田。严禁新增任何形式的隐性债务。
"""
COUNTY = """{place}{year}年政府工作报告
（{year}年1月9日）
一、{last}年工作回顾
全县粮食产量实现十连增，农民收入稳步提高。
二、{year}年工作安排
{plan}
"""
LAST_PLAN = "加快推进城南污水处理厂提标改造工程。力争引进企业20家。"
THIS_PLAN = (
    "加快推进城南污水处理厂提标改造工程。大力发展现代种业和智慧农业，建设高标准农田8万亩。"
    "积极探索农村宅基地有偿退出的办法。"
)

Rows = list[dict[str, str]]


def read(folder: Path, name: str) -> Rows:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of 满城区 below 保定市: real codes, invented words."""
    folder = tmp_path_factory.mktemp("wording")
    reports = folder / "reports"
    reports.mkdir()
    (reports / "city.txt").write_text(CITY.replace("沧澜市", "保定市"), encoding="utf-8")
    for year, plan in ((2030, LAST_PLAN), (2031, THIS_PLAN)):
        text = COUNTY.format(place="保定市满城区", year=year, last=year - 1, plan=plan)
        (reports / f"county-{year}.txt").write_text(text, encoding="utf-8")
    answer = CliRunner().invoke(
        main, ["wording", str(reports), "-o", str(folder / "out"), "-j", "1"], catch_exceptions=False
    )
    assert answer.exit_code == 0, answer.output
    return folder / "out"


def test_classes_are_counted_by_report_and_role(tables: Path) -> None:
    row = next(
        row for row in read(tables, "clarity") if row["file"] == "county-2031.txt" and row["part_role"] == "plan"
    )
    classes = ("none", "red", "black", "yellow", "grey", "charcoal")
    assert [row[name] for name in classes] == ["1", "0", "1", "0", "1", "1"]  # the heading orders nothing
    assert (row["directives"], row["share_black"]) == ("3", "0.333333")


def test_each_sentence_of_a_plan_has_its_class_and_signal(tables: Path) -> None:
    rows = {row["sentence_text"]: row for row in read(tables, "sentence_clarity")}
    assert rows["严禁新增任何形式的隐性债务。"]["clarity"] == "red"
    assert rows["力争引进企业20家。"]["signal"] == "力争"
    assert not any("十连增" in text for text in rows)


def test_what_repeats_last_year_is_told_with_both_quotes(tables: Path) -> None:
    rows = [row for row in read(tables, "reuse") if row["measure"] == "last_year" and row["part_role"] == "plan"]
    assert [(row["file"], row["source_file"], row["compared"], row["alike"]) for row in rows] == [
        ("county-2031.txt", "county-2030.txt", "3", "1")
    ]
    assert rows[0]["share_novel"] == "0.666667"
    quote = next(
        row for row in read(tables, "reuse_quote") if row["measure"] == "last_year" and row["part_role"] == "plan"
    )
    assert quote["sentence_text"] == quote["source_sentence_text"] == "加快推进城南污水处理厂提标改造工程。"


def test_what_stands_in_the_report_above_is_told(tables: Path) -> None:
    rows = [row for row in read(tables, "reuse") if row["measure"] == "above" and row["part_role"] == "plan"]
    assert [(row["file"], row["source_file"], row["alike"], row["source_is_later"]) for row in rows] == [
        ("county-2031.txt", "city.txt", "1", "false")
    ]


def test_who_is_not_compared_is_named_with_the_reason(tables: Path) -> None:
    reasons = {(row["file"], row["measure"]): row["reason"] for row in read(tables, "left_out")}
    assert reasons == {
        ("county-2030.txt", "last_year"): "no_report_of_last_year",
        ("city.txt", "last_year"): "no_report_of_last_year",
        ("county-2030.txt", "above"): "no_report_above",
        ("city.txt", "above"): "no_report_above",
    }


def test_a_panel_without_texts_is_refused(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "city.txt").write_text(CITY, encoding="utf-8")
    panel = tmp_path / "panel"
    CliRunner().invoke(main, ["corpus", str(reports), "-o", str(panel), "-j", "1", "--without-texts"])
    answer = CliRunner().invoke(main, ["wording", str(panel), "-o", str(tmp_path / "out")])
    assert answer.exit_code == 2
    assert "--without-texts" in answer.output
    assert not (tmp_path / "out" / "sentence_clarity.csv").exists()
