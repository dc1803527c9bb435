"""`duban verify` as it is run: every format, and every refusal in one line."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner, Result

from duban.cli import main

LAST = """2030年云泽市政府工作报告

一、2030年工作安排

今年主要预期目标是：地区生产总值增长6%左右，城镇新增就业3万人以上，粮食产量105万吨。
"""
THIS = """2031年云泽市政府工作报告

一、2030年工作回顾

过去一年，地区生产总值增长5.2%，城镇新增就业3.2万人。

二、2031年工作安排

今年发展的主要预期目标是：地区生产总值增长5%左右。
"""
FIGURES = """indicator,period,measure,value,unit,source_name
地区生产总值,2030,growth,6.1,%,云泽市统计公报
粮食产量,2030,level,108,万吨,云泽市统计公报
粮食产量,2029,level,90,万吨,云泽市统计公报
城镇新增就业,2030-Q3,volume,2.5,万人,云泽市人社局
"""
KEYS = ["indicator", "target_number", "verdict", "target_start", "target_end", "result_quote", "result_number", "sum"]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in (("last.txt", LAST), ("this.txt", THIS), ("figures.csv", FIGURES)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def run(files: Path, *words: str) -> Result:
    names = {p.name for p in files.iterdir()}
    return CliRunner().invoke(main, ["verify", *(str(files / w) if w in names else w for w in words)])


def test_json_has_exactly_the_stated_keys(files: Path) -> None:
    done = run(files, "last.txt", "this.txt", "-f", "json")
    assert done.exit_code == 0, done.output
    verdicts = json.loads(done.output)["verdicts"]
    assert [list(v) for v in verdicts] == [KEYS] * 3
    assert [v["verdict"] for v in verdicts] == ["missed", "met", "not_reported"]
    assert verdicts[2]["result_quote"] is verdicts[2]["result_number"] is None
    for v in verdicts:
        assert LAST[v["target_start"] : v["target_end"]] == v["target_number"]


def test_the_table_counts_and_shows_silence(files: Path) -> None:
    done = run(files, "last.txt", "this.txt")
    assert "未报告" in done.output
    assert done.output.rstrip().splitlines()[-1].startswith("共 3 项")


def test_published_figures_carry_their_source(files: Path) -> None:
    done = run(files, "last.txt", "--figures", "figures.csv", "-f", "json")
    verdicts = json.loads(done.output)["verdicts"]
    assert [v["verdict"] for v in verdicts] == ["met", "unclear", "met"]
    assert verdicts[0]["source"] == "云泽市统计公报"
    assert "2030-Q3" in verdicts[1]["sum"]


def test_plans(files: Path) -> None:
    done = run(files, "last.txt", "this.txt", "--plans", "-f", "json")
    changes = json.loads(done.output)["changes"]
    assert [c["change"] for c in changes] == ["lowered", "dropped", "dropped"]


def test_the_workbook_holds_both_quotes(files: Path) -> None:
    target = files / "out.xlsx"
    assert run(files, "last.txt", "this.txt", "-o", str(target)).exit_code == 0
    sheet = openpyxl.load_workbook(io.BytesIO(target.read_bytes())).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:4] == ("指标", "目标", "目标原文", "结论")
    assert rows[1][3:5] == ("未完成", "5.2%")


def test_the_page_stands_alone_and_links_both_texts(files: Path) -> None:
    target = files / "out.html"
    assert run(files, "last.txt", "this.txt", "-o", str(target)).exit_code == 0
    page = target.read_text("utf-8")
    assert page.count("<article") == 2
    assert '<a class="m missed" id="l0" href="#r0"' in page
    assert '<a class="m missed" id="r0" href="#l0"' in page
    assert "src=" not in page
    assert set(re.findall('href="(.)', page)) == {"#", "d"}


def test_the_word_file_holds_the_table_in_the_reports_order(files: Path) -> None:
    target = files / "out.docx"
    done = run(files, "last.txt", "this.txt", "-o", str(target))
    assert done.exit_code == 0, done.output
    rows = [[c.text for c in row.cells] for row in docx.Document(str(target)).tables[0].rows]
    assert rows[0] == ["序号", "部分", "目标任务", "目标", "结果", "评价", "出处"]
    assert [row[5] for row in rows[1:]] == ["未完成", "完成", "未报告"]
    assert rows[1][4] == "5.2%"
    assert rows[3][6] == ""


def test_two_plans_have_a_page_too(files: Path) -> None:
    target = files / "out.html"
    done = run(files, "last.txt", "this.txt", "--plans", "-o", str(target))
    assert done.exit_code == 0, done.output
    assert "调低" in target.read_text("utf-8")


def test_text_that_looks_like_markup_is_shown_as_text(files: Path) -> None:
    (files / "this.txt").write_text(THIS.replace("过去一年", "<script>x</script>过去一年"), "utf-8")
    target = files / "out.html"
    assert run(files, "last.txt", "this.txt", "-o", str(target)).exit_code == 0
    assert "<script>x" not in target.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("last.txt",), "--figures"),
        (("last.txt", "this.txt", "--figures", "figures.csv"), "二者取一"),
        (("last.txt", "--figures", "figures.csv", "--plans"), "THIS"),
        (("last.txt", "this.txt", "-o", "out.odt"), "--format"),
        (("last.txt", "--figures", "last.txt"), "缺少"),
        (("last.txt", "this.txt", "--plans", "-f", "docx"), "Word"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(files: Path, words: tuple[str, ...], said: str) -> None:
    done = run(files, *words)
    assert done.exit_code == 2
    assert said in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_a_value_that_is_no_number_names_its_line(files: Path) -> None:
    (files / "figures.csv").write_text(FIGURES.replace("108", "一百零八"), "utf-8")
    done = run(files, "last.txt", "--figures", "figures.csv")
    assert done.exit_code == 2
    assert "第3行 value 列" in done.output


def test_two_places_and_years_apart_are_said_on_standard_error(files: Path) -> None:
    other = THIS.replace("云泽", "青川").replace("2031年", "2034年")
    (files / "this.txt").write_text(other, "utf-8")
    done = run(files, "last.txt", "this.txt")
    assert done.exit_code == 0
    assert "云泽市" in done.stderr
    assert "青川市" in done.stderr
    assert "2034" in done.stderr


def test_an_empty_report_gives_no_verdict(files: Path) -> None:
    (files / "last.txt").write_text("没有目标的一段话。\n", "utf-8")
    done = run(files, "last.txt", "this.txt", "-f", "json")
    assert json.loads(done.stdout) == {"verdicts": []}


def test_the_table_keeps_bounds_and_says_what_falls(files: Path) -> None:
    (files / "last.txt").write_text(LAST.replace("粮食产量105万吨", "单位能耗下降3%以上"), "utf-8")
    (files / "this.txt").write_text(THIS.replace("城镇新增就业3.2万人", "单位能耗下降7.2%"), "utf-8")
    table = run(files, "last.txt", "this.txt").output
    row = next(line for line in table.splitlines() if "单位能耗" in line)
    assert re.search(r"下降3%以上 +下降7\.2% ", row)
    assert re.search(r"地区生产总值 +6%左右 +5\.2%", table)
