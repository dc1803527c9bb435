"""`duban lint` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from duban.cli import main
from duban.lint import RULES

CLEAN = """云湖市政府工作报告
一、2026年重点工作
今年的主要预期目标是：地区生产总值增长5%左右。
（一）办好民生实事
织密保障网络。新建公办幼儿园6所，改造老旧小区12个。
"""
WARNED = CLEAN + "提升效能。战略性新兴产业占比达到25%。\n"
WRONG = CLEAN + "强化培训。培训乡村医生300以上。\n"


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["lint", *map(str, args)])


def written(folder: Path, text: str) -> Path:
    path = folder / "report-2026.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        (CLEAN, "note", 0),
        (WARNED, "error", 0),
        (WARNED, "warning", 1),
        (WARNED, "note", 1),
        (WRONG, "error", 1),
        (WRONG, "never", 0),
    ],
)
def test_the_exit_code_says_how_grave_it_is(tmp_path: Path, text: str, level: str, code: int) -> None:
    assert run(written(tmp_path, text), "--fail-on", level).exit_code == code


def test_only_errors_fail_unless_asked(tmp_path: Path) -> None:
    assert run(written(tmp_path, WARNED)).exit_code == 0
    assert run(written(tmp_path, WRONG)).exit_code == 1


def test_a_finding_shows_its_rule_line_quote_and_advice(tmp_path: Path) -> None:
    lines = run(written(tmp_path, WRONG)).stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("错误 number-without-unit"))
    assert "第6行" in lines[at]
    assert lines[at + 1].strip() == "原文 培训乡村医生300以上"
    assert lines[at + 2].strip().startswith("建议 ")
    assert lines[-1].startswith("错误 1 · 警告 ")


def test_json_quotes_the_file_s_own_text(tmp_path: Path) -> None:
    path = written(tmp_path, WRONG)
    findings = json.loads(run(path, "--format", "json").stdout)
    names = {"rule", "severity", "start", "end", "quote", "message", "advice"}
    assert [set(f) for f in findings] == [names] * len(findings)
    assert {f["rule"] for f in findings} <= {rule.name for rule in RULES}
    text = path.read_text(encoding="utf-8")
    assert all(text[f["start"] : f["end"]] == f["quote"] for f in findings)
    assert findings


def test_what_cannot_be_read_is_one_line_and_exit_code_two(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    for bad in (tmp_path, tmp_path / "none.txt", empty):
        result = run(bad)
        assert (result.exit_code, result.stdout) == (2, "")
        assert len(result.stderr.splitlines()) == 1


def test_an_unknown_level_is_refused(tmp_path: Path) -> None:
    assert run(written(tmp_path, CLEAN), "--fail-on", "grave").exit_code == 2
