"""A sentence that only says in which spirit to work is no commitment; one with a number is."""

import pytest

import duban

HEAD = "某市政府工作报告\n一、2026年重点工作\n着力改善民生。"


@pytest.mark.parametrize(
    "sentence",
    [
        "实现上述目标，要统筹好快与慢、新与旧的关系。",
        "完成全年任务，必须更加注重实干，更加注重协同。",
        "做好今年工作，事关全局，必须沉下心来一件一件办。",
        "我们要始终牢记手中权力来自哪里，时时自省。",
    ],
)
def test_an_exhortation_is_passed_over_and_says_so(sentence: str) -> None:
    report = duban.read(f"{HEAD}{sentence}新建两所小学。\n")
    assert [c.text for c in report.commitments()] == ["新建两所小学。"], report.unread
    assert any("总的要求" in one.reason for one in report.unread)


@pytest.mark.parametrize(
    "sentence",
    [
        "完成今年任务，要新建改建农村公路120公里。",
        "做好今年防汛工作，加固堤防8公里，必须在六月前完工。",
        "始终牢记群众冷暖，新增养老床位300张。",
        "完成城市更新任务清单编制，启动片区改造。",
    ],
)
def test_what_states_a_number_or_a_task_stays(sentence: str) -> None:
    report = duban.read(f"{HEAD}{sentence}\n")
    assert [c.text for c in report.commitments()] == [sentence]
