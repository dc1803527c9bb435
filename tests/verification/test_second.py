"""The second look: what it finds under another name, and what it must leave alone."""

from __future__ import annotations

import pytest

import duban
from duban.verification import verify
from duban.verification.cores import find_core, measure_likeness


def _said(promised: str, done: str) -> str:
    last = duban.read(
        f"政府工作报告\n各位代表：\n一、2024年工作回顾\n全市生产总值增长5%。\n二、2025年重点工作\n{promised}。\n",
        year=2025,
    )
    this = duban.read(
        f"政府工作报告\n各位代表：\n一、2025年工作回顾\n{done}。\n二、2026年重点工作\n全市生产总值增长5%左右。\n",
        year=2026,
    )
    said = {v.judgement.value for v in verify(last, this)}
    return "met" if "met" in said else said.pop()


@pytest.mark.parametrize(
    ("promised", "done", "verdict"),
    [
        ("新增城市停车位3000个", "新增停车泊位3460个", "met"),
        ("新建供热管线16公里", "铺设供热管网17.6公里", "met"),
        ("加装电梯150台", "加装电梯168部", "met"),
        ("实际利用外资500万美元", "外资实际到位320万美元", "missed"),
        ("建设学校2所", "新建学校2所", "met"),
        ("化解政府债务3亿元", "化债3.9亿元", "met"),
        ("新增排涝泵站4座", "建成排涝泵站4座", "met"),
        ("公共图书馆藏书达到220万册", "年末共有公共图书馆9个，藏书226万册", "met"),
    ],
)
def test_the_same_thing_is_found_under_another_name(promised: str, done: str, verdict: str) -> None:
    assert _said(promised, done) == verdict


@pytest.mark.parametrize(
    ("promised", "done"),
    [
        ("新增省级绿色工厂5家", "新增绿色工厂8家"),
        ("新建5G基站800个", "五年累计建成5G基站6400个"),
        ("签约项目到位资金110亿元", "引进到位资金130亿元"),
        ("光伏并网规模新增30万千瓦", "累计光伏并网装机规模达到86万千瓦"),
        ("引进产业项目20个", "开工产业项目25个"),
        ("新增小学学位5000个", "新增幼儿园学位6000个"),
        ("化解隐性债务3亿元", "化债3.9亿元"),
        ("新增民办养老床位200张", "新增养老床位260张"),
        ("集体经营性收入超30万元的村占比达到50%", "集体经营性收入超20万元的村占比达到60%"),
    ],
)
def test_what_only_sounds_alike_is_never_met(promised: str, done: str) -> None:
    assert _said(promised, done) != "met"


def test_a_narrower_thing_that_falls_short_settles_nothing() -> None:
    assert _said("新增养老床位300张", "新增护理型养老床位260张") == "unclear"


def test_a_core_is_never_empty() -> None:
    assert all(find_core(name) for name in ("项目建设", "新增", "改造提升"))


def test_a_list_is_not_answered_by_one_of_it() -> None:
    assert measure_likeness("中小学、幼儿园", "幼儿园").degree == 0
