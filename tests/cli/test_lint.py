"""`duban lint` prints what the lint room finds, and its exit code follows `--fail-on`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import duban
from duban.cli import main
from duban.lint import SEVERITIES, Finding, lint


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A draft that states one target twice, and differently."""
    path = tmp_path / "draft.txt"
    path.write_text(
        "云湖市2026年政府工作报告\n一、2026年工作安排\n"
        "今年主要预期目标：地区生产总值增长5%左右。\n"
        "稳住经济大盘。确保地区生产总值增长6%以上。加快发展。\n",
        encoding="utf-8",
    )
    return path


def _found(path: Path) -> tuple[Finding, ...]:
    found = lint(duban.read(path))
    assert found, "the draft must have something to mend"
    return found


def _run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["lint", *map(str, words)])


def test_json_is_the_findings(draft: Path) -> None:
    printed = json.loads(_run(draft, "--format", "json").stdout)
    text = draft.read_text(encoding="utf-8")
    assert [(f["rule"], f["start"]) for f in printed] == [(f.rule, f.start) for f in _found(draft)]
    assert all(text[f["start"] : f["end"]] == f["quote"] for f in printed)
    assert all(f["message"] and f["advice"] for f in printed)


def test_text_names_the_rule_the_line_and_the_quote(draft: Path) -> None:
    printed = _run(draft).stdout
    text = draft.read_text(encoding="utf-8")
    for finding in _found(draft):
        line = text.count("\n", 0, finding.start) + 1
        assert f"{finding.rule} 第{line}行" in printed
        assert finding.quote.splitlines()[0] in printed


@pytest.mark.parametrize("level", SEVERITIES)
def test_the_exit_code_follows_the_gravest_finding(draft: Path, level: str) -> None:
    gravest = min(SEVERITIES.index(f.severity) for f in _found(draft))
    expected = int(gravest <= SEVERITIES.index(level))
    assert _run(draft, "--fail-on", level).exit_code == expected
    assert _run(draft, "--fail-on", "never").exit_code == 0


def test_a_report_with_nothing_to_mend_is_success(tmp_path: Path) -> None:
    path = tmp_path / "good.txt"
    path.write_text("云湖市2026年政府工作报告\n一、2026年工作安排\n新建公园12个。\n", "utf-8")
    result = _run(path, "--fail-on", "note")
    assert result.exit_code == 0
    assert result.stdout.strip() == "错误 0 · 警告 0 · 提示 0"
