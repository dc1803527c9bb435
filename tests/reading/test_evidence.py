"""What a claim keeps of the sentence it was read from."""

from __future__ import annotations

from decimal import Decimal

import pytest

import duban
from duban.commitments import Evidence, Stage
from duban.reading.evidence import measure_precision


def kept(say: str) -> dict[str, Evidence]:
    text = f"云泽市2026年政府工作报告\n\n一、2026年工作安排\n\n{say}\n"
    found = {}
    for claim in duban.read(text, year=2026).claims():
        assert claim.evidence is not None
        words = "".join(text[a:b] for a, b in claim.evidence.name)
        assert claim.indicator == words
        start, end = claim.evidence.clause
        assert start <= claim.start < claim.end <= end
        found[claim.number] = claim.evidence
    return found


def test_verb_and_what_it_acts_on_and_stage() -> None:
    found = kept("新开工标准厂房17栋，建成充电桩800座，绿道主体完工12公里。")
    assert (found["17栋"].verb, found["17栋"].stage) == ("新开工", Stage.BEGUN)
    assert (found["800座"].verb, found["800座"].stage) == ("建成", Stage.COMPLETED)
    assert found["800座"].acts_on is not None
    assert found["12公里"].stage is Stage.PART_COMPLETED


def test_basis_time_whole_and_cumulative() -> None:
    found = kept("年末常住人口94万人，同比增长2%，其中城镇人口58万人，累计新增就业5万人。")
    assert found["94万人"].time == "年末"
    assert found["2%"].basis == "同比"
    assert found["58万人"].whole == "常住人口"
    assert found["5万人"].cumulative
    assert not found["94万人"].cumulative


def test_the_figure_is_kept_with_its_bounds_as_written() -> None:
    found = kept("地区生产总值增长5.5%左右，新增学位不少于800个，绿化覆盖率达到４２％以上。")
    assert [e.figure for e in found.values()] == ["5.5%左右", "不少于800个", "４２％以上"]


def test_the_pattern_that_named_a_claim_is_kept() -> None:
    found = kept("实施技改项目30个，总投资12亿元。")
    assert found["30个"].pattern == "rule"
    assert found["12亿元"].pattern == "money.previous"


@pytest.mark.parametrize(
    ("written", "worth"), [("5.5", "0.1"), ("3000亿", "100000000"), ("1.25万", "100"), ("1,200", "1"), ("三百", None)]
)
def test_precision_follows_the_digits_as_written(written: str, worth: str | None) -> None:
    assert measure_precision(written) == (None if worth is None else Decimal(worth))
