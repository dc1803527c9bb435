"""What looks like a target kept and is not: another list, a stage on the way, an amount alone."""

from __future__ import annotations

import pytest

import duban
from duban.verification import verify

LAST = "2030年云泽市政府工作报告\n\n一、2030年工作安排\n\n{}。\n"
THIS = "2031年云泽市政府工作报告\n\n一、2030年工作回顾\n\n过去一年，{}。\n\n二、2031年工作安排\n\n新建学校2所。\n"

CASES = [
    # one group of projects is not another
    ("实施省级重点水利项目20个", "全年实施市级重点水利项目26个", False),
    ("推进重点项目60个", "实施重点技改项目12个", False),
    ("推进总投资90亿元的42个重点项目", "全年实施重点项目55个", False),
    ("建成标准化示范园10个", "建成精品水果示范园12个", False),
    ("建成标准化示范园10个", "建成标准化示范园12个", True),
    ("引进项目20个以上", "招引项目33个", True),
    # a stage on the way is not the thing
    ("编制完成松溪片区国土空间规划", "松溪片区国土空间规划初步成果编制完成", False),
    ("编制完成松溪片区国土空间规划", "松溪片区国土空间规划编制完成", True),
    ("完成3个老旧小区改造", "实施老旧小区改造3个", False),
    ("完成3个老旧小区改造", "完成老旧小区改造3个", True),
    # an amount without its task, a rate of five years, a round number on the bound
    ("确保完成全年财政收入任务", "完成全部财政收入8.3亿元", False),
    ("地区生产总值增长6.5%", "全市生产总值从2025年的56亿元增长到2030年的77亿元，累计增长37.5%", False),
    ("地区生产总值增长10%以上", "地区生产总值增长10%左右", False),
    ("地区生产总值增长10%以上", "地区生产总值增长10%", True),
]


@pytest.mark.parametrize(("target", "result", "met"), CASES, ids=[f"{t} / {r}" for t, r, _ in CASES])
def test_only_the_same_thing_done_whole_is_met(target: str, result: str, met: bool) -> None:
    last = duban.read(LAST.format(target), year=2030)
    verdicts = verify(last, duban.read(THIS.format(result), year=2031))
    assert verdicts, "no target was read"
    judged = [v.judgement.value for v in verdicts]
    assert ("met" in judged) is met, [(v.judgement.value, v.sum) for v in verdicts]
    if not met:
        assert "missed" not in judged
