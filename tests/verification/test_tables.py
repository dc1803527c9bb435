"""The tables of a bulletin, in the formats that it comes in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import duban
from duban.commitments import ClaimKind
from duban.verification import Judgement, Result, verify
from duban.verification.tables import read_table_results

LAST = """2030年云泽市政府工作报告

一、2030年工作安排

今年的目标是：社会消费品零售总额增长6%左右，粮食产量210万吨，制造业投资增长8%以上，居民消费价格涨幅2%左右。
"""
TITLE = "云泽市2030年国民经济和社会发展统计公报"
HEAD = f"<html><title>{TITLE}</title><body><h1>{TITLE}</h1>"


def _table(caption: str, *rows: str) -> str:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("|")) + "</tr>" for row in rows)
    return f"<p>{caption}</p><table>{cells}</table>"


BULLETIN = (
    HEAD
    + _table(
        "表1：2030年主要指标",
        "指标|单位|绝对数|比上年增长（%）",
        "社会消费品零售总额|亿元|812.5|5.8",
        "其中：餐饮收入|亿元|90.1|-2.0",
        "旅客运输总量|万人次||3.1",
    )
    + _table("表2：2030年主要农产品产量", "产品名称|产量（万吨）|比上年增长（%）", "粮食|211.3|-0.4")
    + _table("2030年分行业固定资产投资增速", "行业|比上年增长（%）|行业|比上年增长（%）", "总计|4.0|制造业|7.5")
    + _table("以上年为100", "类别|指数", "居民消费价格指数|101.8", "食品|98.1")
    + _table("与上年相比", "地区|2029年|2030年", "城东区|一|二")
)


def _found(text: str, tmp_path: Path) -> dict[tuple[str, ClaimKind | None], Result]:
    path = tmp_path / "bulletin.html"
    path.write_text(text, "utf-8")
    return {(r.indicator, r.kind): r for r in read_table_results(duban.read(path), 2030)}


def test_a_heading_gives_each_column_its_meaning(tmp_path: Path) -> None:
    found = _found(BULLETIN, tmp_path)
    retail = found["社会消费品零售总额", ClaimKind.LEVEL]
    assert (retail.value, retail.unit, retail.number) == (Decimal(81_250_000_000), "元", "812.5亿元")
    assert found["社会消费品零售总额", ClaimKind.GROWTH].value == Decimal("5.8")
    assert found["粮食产量", ClaimKind.LEVEL].value == Decimal(2_113_000)
    assert found["粮食产量", ClaimKind.GROWTH].value == Decimal("-0.4")


def test_a_part_is_never_its_whole(tmp_path: Path) -> None:
    found = _found(BULLETIN, tmp_path)
    assert ("餐饮收入", ClaimKind.GROWTH) not in found
    assert found["社会消费品零售总额餐饮收入", ClaimKind.GROWTH].value == Decimal("-2.0")


def test_a_breakdown_takes_its_subject_from_the_line_above(tmp_path: Path) -> None:
    found = _found(BULLETIN, tmp_path)
    assert found["固定资产投资", ClaimKind.GROWTH].value == Decimal("4.0")
    assert found["制造业固定资产投资", ClaimKind.GROWTH].value == Decimal("7.5")


def test_an_index_of_the_year_before_is_a_rate(tmp_path: Path) -> None:
    found = _found(BULLETIN, tmp_path)
    assert found["居民消费价格指数", ClaimKind.GROWTH].value == Decimal("1.8")


def test_a_row_with_an_empty_cell_and_a_table_of_no_known_meaning_are_passed_over(tmp_path: Path) -> None:
    names = {name for name, _ in _found(BULLETIN, tmp_path)}
    assert not [n for n in names if "旅客" in n or "城东" in n]


def test_the_number_stands_where_the_result_says(tmp_path: Path) -> None:
    path = tmp_path / "bulletin.html"
    path.write_text(BULLETIN, "utf-8")
    report = duban.read(path)
    for result in read_table_results(report, 2030):
        assert report.text[result.start : result.end] in result.number
        assert result.quote in report.text


def test_targets_are_judged_by_a_bulletins_tables(tmp_path: Path) -> None:
    path = tmp_path / "bulletin.html"
    path.write_text(BULLETIN, "utf-8")
    verdicts = {v.target.indicator: v.judgement for v in verify(duban.read(LAST), duban.read(path))}
    assert verdicts == {
        "社会消费品零售总额": Judgement.NEAR,
        "粮食产量": Judgement.MET,
        "制造业投资": Judgement.MISSED,
        "居民消费价格涨幅": Judgement.MET,
    }


REAL = {
    "hotan-2025-bulletin.docx": {("investment", "9.9"), ("cpi", "0.6")},
    "jiaozuo-2025-bulletin.pdf": {("grain", "2112800"), ("population", "3467000"), ("cpi", "0")},
}


@pytest.mark.parametrize("name", sorted(REAL))
def test_tables_of_real_bulletins(name: str, reports_dir: Path) -> None:
    path = reports_dir / "files" / name
    if not path.is_file():
        pytest.skip(f"{path} is missing")
    found = {
        (r.key, f"{r.value.normalize():f}") for r in read_table_results(duban.read(path), 2025) if r.value is not None
    }
    assert REAL[name] <= found
