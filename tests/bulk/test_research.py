"""The panel for researchers: absence has a code, several years are no year, codes by year."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from duban.bulk import PanelOutput, build_panel
from duban.cli import main
from duban.regions import current_code, find_in_year

REPORT = """徐水县政府工作报告
（2012年1月10日）
一、2011年工作回顾
全县地方生产总值由2006年的40亿元增长到2011年的77.2亿元，累计增长93%，年均增长14%。2011年地方生产总值同比增长11.2%，比2006年增长93%。
上半年规模以上工业增加值增长21%。PM10年均浓度同比下降8.5%。城镇登记失业率3.1%。
二、2012年工作安排
主要预期目标是：县域生产总值预计增长12%以上；固定资产投资增长18%；今年不再设定社会消费品零售总额增长目标。
新建公路30公里。坚定不移推动高质量发展。
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("research") / "reports"
    made.mkdir()
    (made / "a.txt").write_text(REPORT, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def panel(folder: Path) -> dict[str, pl.DataFrame]:
    build_panel(folder, folder.with_name("panel"), jobs=1)
    return {n: pl.read_parquet(p) for n, p in PanelOutput(folder.with_name("panel")).files.items()}


def coverage(panel: dict[str, pl.DataFrame], indicator: str) -> dict[str, dict[str, Any]]:
    rows = panel["coverage"].filter(pl.col("indicator_id") == indicator).to_dicts()
    return {row["asked"]: row for row in rows}


def test_absence_has_a_code(panel: dict[str, pl.DataFrame]) -> None:
    gdp, retail = coverage(panel, "gdp"), coverage(panel, "retail")
    assert {asked: row["coverage"] for asked, row in gdp.items()} == {"target": "found", "result": "found"}
    assert (gdp["target"]["asked_year"], gdp["result"]["asked_year"]) == (2012, 2011)
    assert retail["target"]["coverage"] == "stated_absent"
    assert retail["result"]["coverage"] == "not_stated"
    assert coverage(panel, "unemployment_surveyed")["result"]["coverage"] == "found"
    assert coverage(panel, "cpi")["target"]["coverage"] == "not_stated"


def test_several_years_are_no_growth_of_one(panel: dict[str, pl.DataFrame]) -> None:
    claims = panel["claim"].filter(pl.col("kind") == "growth")
    found = {(row["number"], row["basis"]): row["about_year"] for row in claims.to_dicts()}
    assert found["93%", "cumulative"] is None
    assert found["14%", "annual_average"] is None
    assert found["93%", "since_earlier_year"] is None
    assert found["21%", "part_of_year"] is None
    assert found["11.2%", "year"] == 2011
    assert found["8.5%", "year"] == 2011
    assert found["12%", "year"] == 2012


def test_sentences_add_up_to_the_text(panel: dict[str, pl.DataFrame]) -> None:
    sentences = panel["sentence"].to_dicts()
    spans = [(row["start"], row["end"]) for row in sentences]
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    kept = "".join(row["sentence_text"] for row in sentences)
    assert kept == "".join(REPORT.split())


def test_codes_are_those_of_the_year(panel: dict[str, pl.DataFrame]) -> None:
    row = panel["report"].row(0, named=True)
    assert (row["region_code"], row["region_series"], row["region_level"]) == ("130625", "130609", "county")
    now = find_in_year("徐水区", 2020)
    assert now is not None
    assert (now.code, current_code("130625")) == ("130609", "130609")
    assert find_in_year("没有的县", 2012) is None


def test_a_manifest_says_what_the_text_does_not(folder: Path) -> None:
    manifest, output = folder.with_name("manifest.csv"), folder.with_name("stated")
    manifest.write_text("file,code,year,kind\na.txt,371526,2013,\n", encoding="utf-8")
    arguments = ["corpus", str(folder), "-o", str(output), "-j", "1", "--manifest", str(manifest)]
    answer = CliRunner().invoke(main, [*arguments, "--without-texts"])
    assert answer.exit_code == 0, answer.output
    row = pl.read_parquet(output / "report.parquet").row(0, named=True)
    assert (row["region_code"], row["year"], row["year_source"]) == ("371526", 2013, "manifest")
    sentence = pl.read_parquet(output / "sentence.parquet")
    assert sentence["sentence_text"].null_count() == sentence.height > 0


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ("b.txt,,,", "第 2 行：目录下没有 b.txt"),
        ("a.txt,37,,", "code"),
        ("a.txt,,199,", "year"),
        ("a.txt,,,novel", "kind"),
        ("a.txt,,,\na.txt,,,", "写了两次"),
    ],
)
def test_a_wrong_manifest_is_refused_with_its_line(folder: Path, row: str, names: str) -> None:
    manifest = folder.with_name("wrong.csv")
    manifest.write_text(f"file,code,year,kind\n{row}\n", encoding="utf-8")
    output = folder.with_name("refused")
    answer = CliRunner().invoke(main, ["corpus", str(folder), "-o", str(output), "--manifest", str(manifest)])
    assert answer.exit_code != 0
    assert names in answer.output
    assert not output.exists()
