"""The bundled sample report: complete, invented, and labelled by the guide."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

LABELS = Path(__file__).parents[1] / "gold" / "sample.jsonl"
LEGAL = {
    "role": {"target", "goal", "result"},
    "kind": {"growth", "level", "volume", "share", "points", "relative"},
    "comparator": {"ge", "gt", "le", "lt", "approx", "eq", "range"},
    "strength": {"ensure", "strive", "plan"},
    "direction": {"down"},
}
CONSTRUCTS = [
    "左右",
    "以上",
    "以内",
    "以下",
    "不低于",
    "不少于",
    "突破",
    "超过",
    "接近",
    "低于",
    "上下",
    "控制在",
    "确保",
    "力争",
    "争取",
    "分别",
    "均",
    "各",
    "其中",
    "5%—5.5%",
    "4.5-5%",
    "两座",
    "六成",
    "三分之二",
    "3400多万",
    "3200余",
    "1.2万亿元",
    "翻一番",
    "全覆盖",
    "动态清零",
    "同步",
    "高于全省平均",
    "完成省下达目标",
    "达到国家二级标准",
    "“五个一批”",
    "“4+1”",
    "28条措施",
    "G682线",
    "12345热线",
    "15分钟健身圈",
    "2号线",
    "十五五",
    "三年行动",
    "2.5∶1",
    "1.4、6.7、3个百分点",
    "由231户增至297户",
    "上亿元",
    "台阶",
    "增长1.1倍",
    "三成",
    "预算安排",
    "到2030年",
    "到2035年",
    "PM2.5",
    "重大项目库",
    "招商",
    "道路占用挖掘",
    "惠企政策",
    "保交房",
    "除险加固",
    "化债",
    "惠民实事",
    "学位",
    "托位",
    "城镇新增就业",
    "安全隐患",
]


@pytest.fixture(scope="module")
def text() -> str:
    sample = files("duban") / "data" / "sample" / "report-2026.txt"
    return sample.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def labels() -> list[dict[str, Any]]:
    return [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]


def test_it_is_long_enough_and_has_every_part(text: str) -> None:
    assert len(text) >= 8000
    lines = text.splitlines()
    for number, word in ("一", "回顾"), ("二", "主要目标"), ("三", "重点工作"), ("四", "自身建设"):
        assert any(line.startswith(f"{number}、") and word in line for line in lines)
    assert sum(line.startswith("（") for line in lines) == 8


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_it_contains_every_construct_of_the_guide(text: str, construct: str) -> None:
    assert construct in text


def test_every_label_gives_back_its_place(text: str, labels: list[dict[str, Any]]) -> None:
    for label in labels:
        quote = label["quote"]
        assert text.count(quote) == 1, quote
        assert text.index(quote) + quote.index(label["number"]) == label["start"]
        assert text[label["start"] : label["end"]] == label["number"]


def test_every_label_has_legal_fields(labels: list[dict[str, Any]]) -> None:
    for label in labels:
        for field, values in LEGAL.items():
            if field in label:
                assert label[field] in values, label
        assert label["indicator"]
        assert ("strength" in label) == (label["role"] != "result"), label
        assert ("value" in label) == (label["kind"] != "relative"), label
        assert ("value_high" in label) == (label.get("comparator") == "range"), label
        assert ("period" in label) or label["role"] != "goal", label


def test_labels_stand_in_text_order(labels: list[dict[str, Any]]) -> None:
    starts = [label["start"] for label in labels]
    assert starts == sorted(starts)
    assert sum(label["role"] == "target" for label in labels) >= 100


def test_no_run_of_a_real_report_is_in_it(text: str, reports_dir: Path) -> None:
    runs = {text[i : i + 24] for i in range(len(text) - 23)}
    for path in reports_dir.rglob("*.txt"):
        other = path.read_text(encoding="utf-8", errors="replace")
        shared = [other[i : i + 24] for i in range(len(other) - 23) if other[i : i + 24] in runs]
        assert not shared, (path.name, shared[:3])
