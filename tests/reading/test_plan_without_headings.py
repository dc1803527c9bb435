"""A report without headings: what follows the paragraph with the year's targets is the plan."""

import duban
from duban.commitments import PartRole

_AIMS = "2025年政府工作的主要预期目标是：地区生产总值增长5%，粮食产量80万吨，新增就业2万人。"


def test_what_follows_the_targets_is_the_plan() -> None:
    text = f"某县2025年政府工作报告\n各位代表：\n{_AIMS}\n坚持项目为要。新建农村公路120公里。\n"
    report = duban.read(text, year=2025)
    assert report.parts[-1].role is PartRole.PLAN
    assert "120公里" in {c.number for c in report.claims()}


def test_what_looks_back_behind_the_targets_is_none() -> None:
    text = (
        f"某县2025年政府工作报告\n各位代表：\n{_AIMS}\n"
        "去年，我们完成了农村公路120公里，比上年增加20公里。过去，全县取得了好成绩。\n"
    )
    assert all(
        p.role is not PartRole.PLAN or "120公里" not in text[p.start : p.end] for p in duban.read(text, year=2025).parts
    )
