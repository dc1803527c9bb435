"""`duban explain`: candidates, choice and evidence of a number, and clear refusals."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

import duban
from duban.cli import main
from duban.registers import Created, event_to_json, load_template
from duban.verification import Judgement, verify
from explained import explain_name, require

TEXT = "云泽市2026年政府工作报告\n\n一、2026年工作安排\n\n实施技改项目30个，总投资12亿元。森林覆盖率达到52%以上。\n"


def run(path: Path, at: int) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["explain", str(path), "--at", str(at)])
    return result.exit_code, result.output


def written(folder: Path) -> Path:
    path = folder / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_number_is_explained_with_its_candidates_the_chosen_one_first(tmp_path: Path) -> None:
    code, out = run(written(tmp_path), TEXT.index("12亿元"))
    assert code == 0, out
    head, chosen, *rest = out.splitlines()
    assert head.endswith("12亿元")
    assert chosen.startswith("→")
    assert "技改项目总投资" in chosen
    assert "money.previous" in chosen
    assert any("rule" in line for line in [chosen, *rest])
    assert "precision=100000000" in rest[-1]


def test_elsewhere_in_a_sentence_all_its_numbers_are_explained(tmp_path: Path) -> None:
    code, out = run(written(tmp_path), TEXT.index("技改"))
    assert code == 0
    assert "30个" in out
    assert "12亿元" in out
    assert "52%" not in out


def test_an_offset_outside_and_a_sentence_without_numbers_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    for at, why in ((len(TEXT) + 5, "没有第"), (TEXT.index("一、"), "没有读出数量")):
        code, out = run(path, at)
        assert code == 2
        assert why in out


def explain(*words: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["explain", *map(str, words)])
    assert result.exit_code == code, result.output
    return result.output


def test_a_status_is_explained_by_the_sum_of_assess(tmp_path: Path) -> None:
    claims, figures = tmp_path / "claims.jsonl", tmp_path / "figures.csv"
    fields = {"indicator": "新建住房", "kind": "volume", "value": 100, "unit": "套", "role": "target"}
    claims.write_text(json.dumps({**fields, "id": "a"}) + "\n" + json.dumps({**fields, "id": "b"}), encoding="utf-8")
    figures.write_text("claim,period,value,unit\na,2030-H1,35,套\nb,2030-H1,60,套\n", encoding="utf-8")
    words = ("status", claims, figures, "--as-of", "2030-07-31")
    out = explain(*words, "--claim", "a")
    assert "35套<50套" in out
    assert "欠进度，红灯" in out
    assert "60套" not in out
    lines = CliRunner().invoke(main, ["assess", *map(str, words[1:])]).output.splitlines()
    assert all(json.loads(line)["sum"] in explain(*words) for line in lines)
    assert "没有指标 c" in explain(*words, "--claim", "c", code=2)


LAST = (
    "2030年云泽市政府工作报告\n\n一、2030年工作安排\n\n今年主要预期目标是：地区生产总值增长6%左右，粮食产量105万吨。\n"
)
THIS = "2031年云泽市政府工作报告\n\n一、2030年工作回顾\n\n过去一年，地区生产总值增长5.2%，粮食产量108万吨。\n"


def test_a_verdict_is_explained_by_both_quotes_and_the_sum(tmp_path: Path) -> None:
    last, this = tmp_path / "last.txt", tmp_path / "this.txt"
    last.write_text(LAST, encoding="utf-8")
    this.write_text(THIS, encoding="utf-8")
    out = explain("verdict", last, this, "--at", LAST.index("6%左右"))
    assert "未完成" in out
    assert "地区生产总值增长6%左右" in out
    assert "结果5.2% < 目标6%左右，差0.8个百分点" in out
    assert "105万吨" not in out.splitlines()[0]
    assert explain("verdict", last, this).count("算式") == 2
    assert "不在任何目标里" in explain("verdict", last, this, "--at", 0, code=2)


def test_a_measure_is_explained_by_its_method_and_the_records_that_count(tmp_path: Path) -> None:
    declaration = load_template("works")
    day = dt.datetime(2030, 3, 1, 9, tzinfo=dt.UTC)
    events = [
        Created(
            record=f"R{n}",
            serial=1,
            at=day,
            actor="沈岚",
            stage=stage,
            values={"kind": "农村公路", "done": Decimal(n)},
        )
        for n, stage in ((4, "accepted"), (5, "accepted"), (6, "started"))
    ]
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(json.dumps(event_to_json(event)) for event in events), encoding="utf-8")
    words = ("measure", "works", path, "--as-of", "2030-03-31", "--measure")
    measure = {item.key: item for item in declaration.measures}["rural_roads"]
    out = explain(*words, "rural_roads")
    assert f"{measure.label}（截至2030-03-31）：9{measure.unit}" in out
    assert "算法 本年累计求和" in out
    assert f"条件 {measure.where}" in out
    assert "计入 2 条 R4、R5" in out
    assert "没有台账 nothing" in explain("measure", "nothing", *words[2:], "late", code=2)
    assert "没有统计口径 nothing；有" in explain(*words, "nothing", code=2)


def test_a_failing_assertion_prints_the_explanation(tmp_path: Path) -> None:
    verdict = verify(duban.read(LAST, year=2030), duban.read(THIS, year=2031))[0]
    require(verdict, judgement=Judgement.MISSED)
    with pytest.raises(AssertionError, match=r"差0\.8个百分点"):
        require(verdict, judgement=Judgement.MET)
    assert "技改项目总投资" in explain_name(written(tmp_path), TEXT.index("12亿元"))
