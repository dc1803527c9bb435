"""`duban lint FILE`: what a report's author should mend before promising it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duban.notices import NoticeError

if TYPE_CHECKING:
    from duban.lint import Finding

SEVERITY_LEVELS = ("error", "warning", "note")
CHINESE_BY_SEVERITY = {"error": "错误", "warning": "警告", "note": "提示"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITY_LEVELS, "never"]),
    default="error",
    show_default=True,
    help="有这一级或更重的问题时，退出码为 1",
)
@click.option("--format", "-f", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--year", type=click.IntRange(1900, 2200), help="计划年度，原文没有写明时用")
def lint(file: Path, fail_on: str, form: str, year: int | None) -> int:
    """检查报告：没法核实的目标、没有单位的数、前后不一的指标。

    Check a report: what nobody could verify, and what contradicts itself.
    """
    from duban.files import read_file_isolated
    from duban.lint import lint as check

    if file.is_dir():
        raise NoticeError.make("lint_folder", file=file)
    report = read_file_isolated(file, year=year)
    findings = check(report)
    if form == "json":
        output = json.dumps([_encode_finding(finding) for finding in findings], ensure_ascii=False, indent=2)
    else:
        output = "\n".join(_render_findings(findings, report.text))
    click.echo(output)
    failing_levels = SEVERITY_LEVELS[: SEVERITY_LEVELS.index(fail_on) + 1] if fail_on in SEVERITY_LEVELS else ()
    return int(any(finding.severity in failing_levels for finding in findings))


def _encode_finding(finding: Finding) -> dict[str, Any]:
    names = ("rule", "severity", "start", "end", "quote", "message", "advice")
    return {name: getattr(finding, name) for name in names}


def _render_findings(findings: tuple[Finding, ...], text: str) -> list[str]:
    lines = []
    for finding in findings:
        line_number = text.count("\n", 0, finding.start) + 1
        lines.append(f"{CHINESE_BY_SEVERITY[finding.severity]} {finding.rule} 第{line_number}行 {finding.message}")
        lines.append(f"    原文 {finding.quote}")
        lines.append(f"    建议 {finding.advice}")
    counts = {level: sum(finding.severity == level for finding in findings) for level in SEVERITY_LEVELS}
    lines.append(" · ".join(f"{CHINESE_BY_SEVERITY[level]} {count}" for level, count in counts.items()))
    return lines
