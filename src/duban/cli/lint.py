"""`duban lint FILE`: what a report's author should mend before promising it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duban.cli.failing import Refusal

if TYPE_CHECKING:
    from duban.lint import Finding

LEVELS = ("error", "warning", "note")
WORDS = {"error": "错误", "warning": "警告", "note": "提示"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--fail-on",
    type=click.Choice([*LEVELS, "never"]),
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
        raise Refusal(f"{file} 是目录：一次检查一份报告")
    report = read_file_isolated(file, year=year)
    findings = check(report)
    if form == "json":
        text = json.dumps([_as_json(f) for f in findings], ensure_ascii=False, indent=2)
    else:
        text = "\n".join(_lines(findings, report.text))
    click.echo(text)
    serious = LEVELS[: LEVELS.index(fail_on) + 1] if fail_on in LEVELS else ()
    return int(any(f.severity in serious for f in findings))


def _as_json(finding: Finding) -> dict[str, Any]:
    names = ("rule", "severity", "start", "end", "quote", "message", "advice")
    return {name: getattr(finding, name) for name in names}


def _lines(findings: tuple[Finding, ...], text: str) -> list[str]:
    out = []
    for f in findings:
        line = text.count("\n", 0, f.start) + 1
        out.append(f"{WORDS[f.severity]} {f.rule} 第{line}行 {f.message}")
        out.append(f"    原文 {f.quote}")
        out.append(f"    建议 {f.advice}")
    counts = {level: sum(f.severity == level for f in findings) for level in LEVELS}
    out.append(" · ".join(f"{WORDS[level]} {count}" for level, count in counts.items()))
    return out
