"""`duban assess` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from duban.cli import main

GDP = {"number": "5%", "indicator": "地区生产总值", "role": "target", "kind": "growth"}
GDP |= {"comparator": "approx", "value": 5, "unit": "%", "commitment": "0.0.1"}
INCOME = {"number": "与经济增长同步", "indicator": "居民收入", "kind": "relative", "role": "target"}
ROADS = {"number": "200公里", "indicator": "农村公路", "kind": "volume", "comparator": "ge"}
ROADS |= {"value": 200, "unit": "公里", "role": "target", "commitment": "3.1.2"}
BRIDGES = ROADS | {"indicator": "农村桥梁", "unit": "座", "value": 10, "id": "qiao"}
HEADER = "claim,period,value,unit,published,version"


def files(folder: Path, claims: list[dict[str, Any]], *rows: str) -> tuple[Path, Path]:
    one, two = folder / "claims.jsonl", folder / "figures.csv"
    one.write_text("\n".join(json.dumps(c, ensure_ascii=False) for c in claims), "utf-8")
    two.write_text("\n".join([HEADER, *rows]), "utf-8")
    return one, two


def run(*args: str | Path, as_of: str = "2025-05-31") -> Result:
    return CliRunner().invoke(main, ["assess", *map(str, args), "--as-of", as_of])


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_claim_gets_its_line_with_the_sum(tmp_path: Path) -> None:
    paths = files(
        tmp_path,
        [GDP, ROADS, {"role": "result", "kind": "level", "value": 1}],
        "0.0.1,2025-Q1,4.8,%,2025-04-20,初步",
        "农村公路,2025-01..05,60,公里,,",
    )
    first, second = lines(run(*paths))
    assert list(first)[:9] == [
        *("claim", "status", "light", "value", "expected", "gap"),
        *("forecast", "probability", "sum"),
    ]
    assert (first["claim"], first["status"], first["gap"]) == ("0.0.1", "near", -0.2)
    assert "一季度" in first["sum"]
    assert first["period"] == "2025-Q1"
    assert (second["status"], second["light"]) == ("behind", "red")
    assert second["expected"] == 83  # whole things are due in whole numbers
    assert second["forecast"]["low"] < second["forecast"]["mid"] < second["forecast"]["high"]
    assert second["components"]["inputs"]["figure"]["source"] == "第3行"


def test_fields_added_by_hand_count(tmp_path: Path) -> None:
    claims = [
        ROADS | {"id": "a", "schedule": {"2025-Q1": 0.1}},
        ROADS | {"id": "b", "deadline": "2025-04"},
        ROADS | {"id": "c", "kind": "level", "nature": "stock", "baseline": 140},
    ]
    rows = [f"{name},2025-Q1,{value},公里,," for name, value in (("a", 20), ("b", 150), ("c", 155))]
    a, b, c = lines(run(*files(tmp_path, claims, *rows)))
    assert (a["status"], a["expected"]) == ("on_schedule", 20)
    assert b["status"] == "overdue"
    assert (c["status"], c["expected"]) == ("on_schedule", 155)


def test_a_claim_is_called_by_id_line_commitment_or_indicator(tmp_path: Path) -> None:
    paths = files(tmp_path, [GDP, ROADS, BRIDGES], "1,2025-Q1,5,%,,", "3.1.2,2025-Q1,50,公里,,", "qiao,2025-Q1,3,座,,")
    result = run(*paths)
    assert result.exit_code == 2
    assert "第3行“claim”" in result.stderr
    paths[1].write_text(paths[1].read_text("utf-8").replace("3.1.2", "2"), "utf-8")
    assert [x["claim"] for x in lines(run(*paths))] == ["1", "2", "qiao"]


def test_income_is_held_against_the_economy(tmp_path: Path) -> None:
    paths = files(tmp_path, [GDP, INCOME], "1,2025-Q1,5,%,,", "2,2025-Q1,5.2,%,,")
    assert lines(run(*paths))[1]["gap"] == pytest.approx(0.2)


def test_a_date_sees_the_version_published_by_then(tmp_path: Path) -> None:
    rows = ["1,2025-Q1,4.6,%,2025-04-20,初步", "1,2025-Q1,5.1,%,2025-06-10,修订"]
    paths = files(tmp_path, [GDP], *rows)
    assert lines(run(*paths, as_of="2025-06-09"))[0]["value"] == 4.6
    assert lines(run(*paths, as_of="2025-06-10"))[0]["value"] == 5.1


def test_last_years_plan_is_settled_in_january(tmp_path: Path) -> None:
    paths = files(tmp_path, [ROADS], "1,2025,199,公里,2026-01-10,")
    assert lines(run(*paths, as_of="2026-01-20"))[0]["status"] == "overdue"


def test_named_rules_give_the_citys_own_verdict(tmp_path: Path) -> None:
    claim = GDP | {"comparator": "ge", "value": 6.5}
    paths = files(tmp_path, [claim], "1,2025-Q1,6.4,%,2025-04-25,")
    assert lines(run(*paths, "--rules", "池州"))[0]["verdict"] == "未达预期目标"
    own = tmp_path / "own.toml"
    own.write_text("[rates]\nred = 0", "utf-8")
    assert lines(run(*paths, "--rules", own))[0]["light"] == "red"
    assert run(*paths, "--rules", "某市").exit_code == 2


def test_excel_saves_gb18030_and_chinese_headings(tmp_path: Path) -> None:
    claims, figures = files(tmp_path, [ROADS])
    text = "指标,期间,数值,单位,公布日期,版本\n农村公路,2025-Q1,0.02,万公里,2025-04-01,最终\n"
    figures.write_bytes(text.encode("gb18030"))
    assert lines(run(claims, figures))[0]["value"] == 200


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("1,2025-Q5,1,%,,", "第2行“period”"),
        ("1,2025-Q1,abc,%,,", "第2行“value”"),
        ("1,2025-Q1,NaN,%,,", "第2行“value”"),
        ("1,2025-Q1,,%,,", "第2行“value”"),
        ("1,2025-Q1,5,亿元,,", "第2行“unit”"),
        ("1,2025-Q1,5,%,soon,", "第2行“published”"),
        ("1,2025-Q1,5,%,2025-03-01,", "第2行“published”"),
        ("1,2025-Q1,5,%,,草稿", "第2行“version”"),
        (",2025-Q1,5,%,,", "第2行“claim”"),
        ("9,2025-Q1,5,%,,", "第2行“claim”"),
        ("1,2025-Q1,5,%,,,x,y", "第2行"),
        ("1,2025-Q1,5,%,,\n1,2025-Q1,6,%,,", "第3行“value”"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_printed(tmp_path: Path, row: str, place: str) -> None:
    result = run(*files(tmp_path, [GDP, ROADS], row, "2,2025-Q1,50,公里,,"))
    assert result.exit_code == 2
    assert place in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("claim;period;value\n2;2025年1—5月;50\n", "utf-8"),
        ("claim\tperiod\tvalue\n2\t2025年1—5月\t50\n", "utf-16"),
        ("指标,所属期,数值,公布日期,版本\n２,２０２５－０１..０５,５０,2025/6/5,初步数\n", "gb18030"),
        ("claim,period,value,published\n2,2025-01..05,50,2025年6月5日\n", "utf-8-sig"),
    ],
)
def test_a_sheet_as_people_save_it(tmp_path: Path, text: str, encoding: str) -> None:
    claims, figures = files(tmp_path, [GDP, ROADS])
    figures.write_bytes(text.encode(encoding))
    found = lines(run(claims, figures, as_of="2025-06-10"))[1]
    assert (found["value"], found["period"]) == (50, "2025-01..05")


def test_a_workbook_is_not_a_csv_and_a_report_is_not_lines(tmp_path: Path) -> None:
    claims, figures = files(tmp_path, [ROADS], "1,2025-Q1,50,公里,,")
    table = figures.read_bytes()
    figures.write_bytes(b"PK\x03\x04" + bytes(60))
    assert "另存为 CSV" in run(claims, figures).stderr
    figures.write_bytes(table)
    claims.write_text('{\n "title": "x",\n "parts": []\n}\n', "utf-8")
    result = run(claims, figures)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--format jsonl" in result.stderr


def test_a_lone_january_is_refused_for_monthly_statistics(tmp_path: Path) -> None:
    claim = GDP | {"indicator": "规上工业增加值"}
    result = run(*files(tmp_path, [claim], "1,2025-01,5,%,,"))
    assert result.exit_code == 2
    assert "2025-01..02" in result.stderr
    assert run(*files(tmp_path, [claim], "1,2025-01..02,5,%,,")).exit_code == 0


@pytest.mark.parametrize(
    ("claim", "place"),
    [
        ('{"kind": "volume", "indicator": "x"}', "第1行“value”"),
        ('{"kind": "volume", "value": 3, "schedule": "x"}', "第1行“schedule”"),
        ("{", "第1行"),
        ("[1]", "第1行"),
        ("", "第1行"),
    ],
)
def test_a_bad_claim_is_named(tmp_path: Path, claim: str, place: str) -> None:
    claims, figures = files(tmp_path, [])
    claims.write_text(claim, "utf-8")
    result = run(claims, figures)
    assert result.exit_code == 2
    assert place in result.stderr
    assert result.stdout == ""


def test_a_figures_file_without_its_columns(tmp_path: Path) -> None:
    claims, figures = files(tmp_path, [ROADS])
    figures.write_text("claim,value\n1,3\n", "utf-8")
    result = run(claims, figures)
    assert result.exit_code == 2
    assert "period" in result.stderr
