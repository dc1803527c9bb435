"""Cells of tables to claims: heads of rows and columns, units, years, planned or reached."""

from __future__ import annotations

from decimal import Decimal

import pytest

import duban
from duban.commitments import Claim, Provenance, Report
from duban.sources import open_bytes

BUDGET = "关于临川市2030年预算执行情况和2031年预算草案的报告"
BULLETIN = "临川市2030年国民经济和社会发展统计公报"


def _report(title: str, before: str, *rows: str) -> Report:
    """A page with one table; cells are parted by |, and `a*2` goes across two columns."""
    lines = []
    for row in rows:
        cells = []
        for cell in row.split("|"):
            text, _, across = cell.partition("*")
            cells.append(f'<td colspan="{across or 1}">{text}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    page = (
        f"<html><body><h1>{title}</h1><p>一、2030年预算执行情况。全市财政运行平稳，完成了各项任务。</p>"
        f"<p>{before}</p><table>{''.join(lines)}</table><p>以上是全部内容，请予审议。</p></body></html>"
    )
    return duban.read(open_bytes(page.encode()))


def _said(claim: Claim) -> tuple[str, ...]:
    sign = "-" if claim.direction == "down" else ""
    period = f" {claim.period}" if claim.period else ""
    assert claim.value is not None
    value = f"{sign}{claim.value.normalize():f}{claim.unit}"
    return claim.indicator, f"{claim.role} {claim.kind}{period}", value


@pytest.fixture(scope="module")
def budget() -> Report:
    return _report(
        BUDGET,
        "表1 一般公共预算收入 单位：万元",
        "项目|2030年执行数|2031年*2",
        "项目|2030年执行数|预算数|比上年增长（%）",
        "一、税收收入|900,000|945000|5.0",
        "其中：增值税|334567|—|-2.1",
        "非税收入|\ufffd5|120000|3",
    )


def test_each_cell_takes_its_row_its_column_and_the_unit_of_the_caption(budget: Report) -> None:
    assert [_said(c) for c in budget.claims()] == [
        ("税收收入", "result level 2030", "9000000000元"),
        ("税收收入", "target level", "9450000000元"),
        ("税收收入", "target growth", "5%"),
        ("增值税", "result level 2030", "3345670000元"),
        ("增值税", "target growth", "-2.1%"),
        ("非税收入", "target level", "1200000000元"),
        ("非税收入", "target growth", "3%"),
    ]


def test_claims_of_cells_give_their_quotes_and_say_where_they_are_from(budget: Report) -> None:
    for claim in budget.claims():
        assert budget.text[claim.start : claim.end] == claim.number
        assert claim.number in claim.quote
        assert claim.quote in budget.text
        assert claim.provenance is Provenance.TABLE
    (lost,) = [u for u in budget.unread if "\ufffd" in budget.text[u.start : u.end]]
    assert budget.text[lost.start : lost.end] == "\ufffd5"


@pytest.mark.parametrize(
    ("title", "before", "rows", "expected"),
    [
        pytest.param(
            BULLETIN,
            "表2：主要产品产量",
            ["产品名称|单位|产量|比上年增长（%）", "粮食|万吨|86.5|-0.4", "发电量|亿千瓦时|256.7|2"],
            [
                ("粮食产量", "result level", "865000吨"),
                ("粮食产量", "result growth", "-0.4%"),
                ("发电量产量", "result level", "25670000000千瓦时"),
                ("发电量产量", "result growth", "2%"),
            ],
            id="a column of units",
        ),
        pytest.param(
            BULLETIN,
            "表3 年末人口",
            ["指标|年末数（万人）|比重（%）", "常住人口|346.7|100", "#城镇|231.9|66.9"],
            [
                ("常住人口", "result level", "3467000人"),
                ("常住人口比重", "result share", "100%"),
                ("城镇", "result level", "2319000人"),
                ("城镇比重", "result share", "66.9%"),
            ],
            id="units in heads",
        ),
        pytest.param(
            BUDGET,
            "表4",
            [
                "附表4*4",
                "2030年全市收支完成情况*4",
                "单位:万元*4",
                "收入|完成数|支出|完成数",
                "增值税|100|教育|70",
                "合 计|100|合 计|70",
            ],
            [
                ("增值税", "result level 2030", "1000000元"),
                ("教育", "result level 2030", "700000元"),
                ("全市收支合计", "result level 2030", "1000000元"),
                ("全市收支合计", "result level 2030", "700000元"),
            ],
            id="two tables side by side, with a caption of their own",
        ),
        pytest.param(
            BUDGET,
            "表5 财政收入 单位：亿元",
            ["年份|财政收入|人均（元）", "2028年|100|3000", "2029年|110|3200"],
            [
                ("财政收入", "result level 2028", "10000000000元"),
                ("人均", "result level 2028", "3000元"),
                ("财政收入", "result level 2029", "11000000000元"),
                ("人均", "result level 2029", "3200元"),
            ],
            id="years in rows",
        ),
        pytest.param(
            "临川市2031年政府工作报告",
            "主要预期指标",
            ["序号|指标|单位|2031年目标|2035年目标", "1|经济增速|%|5.5|6", "2|学位|个|1200|5000"],
            [
                ("经济增速", "target share", "5.5%"),
                ("经济增速", "goal share 2035", "6%"),
                ("学位", "target level", "1200个"),
                ("学位", "goal level 2035", "5000个"),
            ],
            id="targets and goals",
        ),
    ],
)
def test_tables_as_governments_set_them(
    title: str, before: str, rows: list[str], expected: list[tuple[str, ...]]
) -> None:
    assert [_said(c) for c in _report(title, before, *rows).claims()] == expected


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (["项目|2030年执行数", "甲|100", "乙|200"], "单位"),
        (["项目|2030年预算数（万元）", "甲|100", "乙|200"], "过去年度"),
        (["甲|100|3", "乙|200|4"], "表头"),
        (["项目|数（万元）", "甲|100", "乙|200"], "计划还是结果"),
    ],
)
def test_what_is_not_certain_is_left_and_said(rows: list[str], why: str) -> None:
    report = _report(BUDGET, "如下：", *rows)
    assert list(report.claims()) == []
    assert any(why in u.reason for u in report.unread)


def test_a_table_of_words_gives_nothing() -> None:
    report = _report(BUDGET, "任务分工", "任务|牵头单位", "新建学校|市教育局", "修路|市交通局")
    assert list(report.claims()) == []


def test_a_value_is_never_what_it_is_compared_with() -> None:
    report = _report(
        BUDGET, "2030年支出表 单位：万元", "科目|调整预算数|完成数|占调整预算(%)|比上年增长(%)", "教育|200|180|90|12"
    )
    found = {c.indicator + c.kind: c.value for c in report.claims()}
    assert found == {"教育level": Decimal(1_800_000), "教育share": Decimal(90), "教育growth": Decimal(12)}
