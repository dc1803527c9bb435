"""Verdicts in bulk: consecutive years of one region, through a change of its name."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
from click.testing import CliRunner

from duban.cli import main

LAST = """徐水县政府工作报告
（2014年1月10日）
一、2013年工作回顾
地方生产总值增长11%。
二、2014年工作安排
主要预期目标是：地方生产总值增长10%以上；新建公路30公里。
"""
THIS = """徐水区政府工作报告
（2015年6月10日）
一、2014年工作回顾
地区生产总值同比增长8.5%。新建公路32公里。
二、2015年工作安排
主要预期目标是：地区生产总值增长9%。
"""


def test_consecutive_years_are_paired_and_nothing_is_left_out(tmp_path: Path) -> None:
    folder, output = tmp_path / "reports", tmp_path / "verdicts.csv"
    folder.mkdir()
    (folder / "a-2014.txt").write_text(LAST, encoding="utf-8")
    (folder / "b-2015.txt").write_text(THIS, encoding="utf-8")
    (folder / "c-2019.txt").write_text(THIS.replace("2015", "2019"), encoding="utf-8")
    (folder / "d.txt").write_bytes(b"\xff\xfe\x00")
    answer = CliRunner().invoke(main, ["verify", "--bulk", str(folder), "-o", str(output)])
    assert answer.exit_code == 0, answer.output
    assert "1 对报告，2 个目标" in answer.output
    assert "c-2019.txt" in answer.output
    assert "d.txt" in answer.output
    with output.open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["indicator"]: row for row in csv.DictReader(stream)}
    growth = next(row for name, row in rows.items() if "生产总值" in name)
    assert (growth["region_series"], growth["year"]) == ("130609", "2014")
    assert (growth["judgement"], growth["value"], growth["result_value"]) == ("missed", "10", "8.5")
    road = next(row for name, row in rows.items() if "公路" in name)
    assert (road["judgement"], road["result_value"]) == ("met", "32")
    CliRunner().invoke(main, ["corpus", str(folder), "-o", str(tmp_path / "panel"), "-j", "1"])
    claims = pl.read_parquet(tmp_path / "panel" / "claim.parquet")["claim_id"].to_list()
    assert {row["target_claim_id"] for row in rows.values()} <= set(claims)
    assert {row["result_claim_id"] for row in rows.values()} <= set(claims)


def test_a_folder_without_bulk_is_refused(tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, ["verify", str(tmp_path), str(tmp_path)])
    assert answer.exit_code != 0
