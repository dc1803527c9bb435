"""Which sentences of a plan count, and what would show that they were kept: invented sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import duban
from duban.commitments import Commitment

HEAD = "松溪市2026年政府工作报告\n一、2025年工作回顾\n粮食产量增长2%。\n二、2026年工作安排\n"


def plan(text: str) -> list[Commitment]:
    report = duban.read(f"{HEAD}{text}\n三、加强政府自身建设\n公开办事程序。\n")
    return [c for c in report.commitments() if c.text != "公开办事程序。"]


TASKS = {
    "新建乡镇卫生院3所，改造村卫生室40个。": "number",
    "办好青石河国际龙舟赛，完成云岭大桥主体工程建设。": "object",
    "启动松子岭水库除险加固工程和北山快速路二期建设。": "object",
    "常态化开展背街小巷整治，规范设置户外广告。": "action",
    "推行行政审批告知承诺，清理各类不合理证明。": "action",
    "财政教育投入只增不减，保障学校运转。": "number",
    "加快建设云台100兆瓦光伏发电项目，力争早日并网。": "object",
}


@pytest.mark.parametrize("sentence", TASKS)
def test_a_task_counts_and_says_what_would_show_it(sentence: str) -> None:
    (found,) = plan(f"抓好各项工作。开通公交线路6条。{sentence}")[1:]
    assert found.counts
    assert found.verifiable.value == TASKS[sentence]


IDLE = {
    "a slogan": "民心是最大的政治，我们要始终把人民群众的冷暖放在心上，不负时代、不负使命。",
    "an appeal": "各位代表，让我们鼓足干劲、奋勇争先，为谱写松溪新篇章而努力奋斗！",
    "background": "2026年是我市全面振兴的关键之年，做好全年工作意义重大、责任重大。",
    "an overall idea": "今年政府工作的总体思路是：坚持稳中求进工作总基调，以高质量发展为统领。",
    "a stance alone": "坚定不移推动高质量发展。",
    "a push for all": "奋力谱写改革发展新篇章。",
    "a spirit": "始终坚守初心使命，牢记群众期盼，弘扬实干精神，以担当诠释忠诚。",
}


@pytest.mark.parametrize("form", IDLE)
def test_what_no_body_can_answer_for_is_kept_and_does_not_count(form: str) -> None:
    found = [c for c in plan(f"抓好各项工作。开通公交线路6条。{IDLE[form]}") if "6条" not in c.text]
    assert [c.counts for c in found] in ([False], [])


def test_the_heads_of_items_within_a_paragraph_do_not_count() -> None:
    found = plan(
        "（一）着力实施产业提速工程。坚持把产业作为振兴之基，做大做强优势产业。"
        "一是项目建设重实效。新建标准厂房24万平方米。二是招商引资求突破。引进企业12家。\n"
    )
    assert {c.text: c.counts for c in found} == {
        "坚持把产业作为振兴之基，做大做强优势产业。": False,
        "一是项目建设重实效。": False,
        "新建标准厂房24万平方米。": True,
        "二是招商引资求突破。": False,
        "引进企业12家。": True,
    }


def test_the_opening_targets_are_numbers_that_count() -> None:
    found = plan("主要预期目标是：粮食产量增长2%，新增就业3万人，财政收入增长4%。\n新建学校2所。")
    opening = [c for c in found if c.type.value == "headline"]
    assert len(opening) == 3
    assert {(c.counts, c.verifiable.value) for c in opening} == {(True, "number")}


def f1(labels: Path, reports: Path) -> float:
    name = labels.name.partition(".")[0]
    (path, *_) = sorted(p for p in reports.rglob(f"{name}.txt") if "raw" not in p.parts)
    covered = bytearray(len(path.read_text("utf-8")))
    for commitment in duban.read(path).commitments():
        if commitment.counts:
            covered[commitment.start : commitment.end] = b"1" * (commitment.end - commitment.start)
    hit = false = missed = 0
    for line in labels.read_text("utf-8").splitlines():
        label = json.loads(line)
        inside = covered[label["start"] : label["end"]]
        said, task = inside.count(b"1") * 2 > len(inside), label["label"] == "task"
        hit, false, missed = hit + (said and task), false + (said > task), missed + (said < task)
    return 2 * hit / (2 * hit + false + missed)


def test_labelled_plans_keep_their_tasks_apart_from_the_rest(reports_dir: Path) -> None:
    here = Path(__file__).resolve().parents[1] / "gold" / "sentences"
    found = [*here.glob("*.jsonl"), *(reports_dir.parent / "gold").glob("*.sentences.jsonl")]
    assert len(found) >= 4
    assert min(f1(labels, reports_dir) for labels in found) >= 0.93
