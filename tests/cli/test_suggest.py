"""`duban suggest` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from duban.cli import main


def run(*args: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(main, ["suggest", *map(str, args)], input=text)


def written(folder: Path, *lines: str, name: str = "tasks.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_each_task_gets_its_line(tmp_path: Path) -> None:
    tasks = written(tmp_path, '{"task": "新建公办幼儿园3所"}', "", '"新改建农村公路80公里"', '"咕噜"')
    result = run(tasks, "--top", "2")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [row["units"][0]["name"] for row in rows[:2]] == ["市教育局", "市交通运输局"]
    assert set(rows[0]) == {"task", "units"}
    assert set(rows[0]["units"][0]) == {"id", "name", "score", "reason"}
    assert len(rows[0]["units"]) == 2
    assert rows[2] == {"task": "咕噜", "units": []}


def test_the_office_s_own_decisions_count(tmp_path: Path) -> None:
    past = written(tmp_path, '{"task": "办好花灯节", "lead": "市总工会"}', name="past.jsonl")
    result = run(written(tmp_path, '{"task": "办好花灯节"}'), "--decisions", past)
    assert json.loads(result.stdout)["units"][0]["name"] == "市总工会"


LIST = ("市教体局", "市住建局")


def test_a_list_of_the_city_s_units_names_the_answers(tmp_path: Path) -> None:
    units = written(tmp_path, *LIST, "", name="units.txt")
    row = json.loads(run(written(tmp_path, '"新建公办幼儿园3所"'), "--units", units).stdout)
    assert row["units"][0]["name"] == "市教体局"
    assert {u["name"] for u in row["units"]} <= set(LIST)


def test_a_line_of_units_holds_for_the_tasks_after_it(tmp_path: Path) -> None:
    one, two = json.dumps({"units": LIST}), json.dumps({"task": "新建幼儿园", "units": ["市教委"]})
    result = run(written(tmp_path, '"新建幼儿园"', one, '"新建幼儿园"', two, '"新建幼儿园"'))
    first = [json.loads(line)["units"][0]["name"] for line in result.stdout.splitlines()]
    assert first == ["市教育局", "市教体局", "市教委", "市教体局"]


def test_an_earlier_answer_can_be_read_again(tmp_path: Path) -> None:
    before = run(written(tmp_path, '"新建幼儿园"')).stdout
    assert run(written(tmp_path, before.strip())).stdout == before


@pytest.mark.parametrize("content", [b"", b" \n\n", "市教育局".encode("gb18030")])
def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    units = tmp_path / "units.txt"
    units.write_bytes(content)
    result = run(written(tmp_path, '"新建幼儿园"'), "--units", units)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "units.txt" in result.stderr


def test_standard_input_is_read() -> None:
    assert json.loads(run("-", text='"城镇新增就业1万人"\n').stdout)["units"][0]["id"] == "human-resources"


@pytest.mark.parametrize("bad", ["{坏", '{"task": 3}', "{}", "[1]", '""', "7", "null", '{"text": "植树"}'])
def test_a_bad_line_is_named_and_nothing_is_printed(tmp_path: Path, bad: str) -> None:
    result = run(written(tmp_path, '{"task": "植树造林"}', bad))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "第2行" in result.stderr


def test_a_bad_decision_is_named(tmp_path: Path) -> None:
    past = written(tmp_path, '{"task": "办好花灯节"}', name="past.jsonl")
    result = run(written(tmp_path, '"植树造林"'), "--decisions", past)
    assert result.exit_code == 2
    assert "past.jsonl 第1行" in result.stderr


def test_a_file_in_another_encoding_says_so(tmp_path: Path) -> None:
    path = tmp_path / "gbk.jsonl"
    path.write_bytes('"植树造林"'.encode("gbk"))
    result = run(path)
    assert result.exit_code == 2
    assert "UTF-8" in result.stderr


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    result = run(tmp_path / "none.jsonl")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_other_keys_are_passed_over_and_the_lead_is_not_read(tmp_path: Path) -> None:
    row = '{"task": "新建公办幼儿园3所", "lead": "市总工会", "cooperating": "", "doc": 1}'
    first, *_ = json.loads(run(written(tmp_path, row)).stdout)["units"]
    assert first["name"] == "市教育局"


def test_a_unit_named_in_the_task_comes_first(tmp_path: Path) -> None:
    first, *_ = json.loads(run(written(tmp_path, '"植树造林3万亩（市水利局）"')).stdout)["units"]
    assert first["name"] == "市水利局"
    assert "原文写明" in first["reason"]


def test_a_long_task_windows_line_ends_and_broken_surrogates_are_read(tmp_path: Path) -> None:
    long = json.dumps({"task": "植树造林，修建农村公路。" * 2000}, ensure_ascii=False)
    result = run(written(tmp_path, long + "\r", "\r", '"植树造林\\ud800"\r'))
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2


def test_an_empty_file_gives_nothing(tmp_path: Path) -> None:
    result = run(written(tmp_path, ""))
    assert (result.exit_code, result.stdout) == (0, "")
