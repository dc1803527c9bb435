"""`duban assess CLAIMS FIGURES --as-of DATE`: how every claim stands, without any service."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from duban.cli.errors import Refusal
from duban.notices import make_notice

if TYPE_CHECKING:
    from duban.assessment import Assessment, Rules
    from duban.assessment.match_figures import FollowedTarget

T = TypeVar("T")
_MAX_PROBLEMS = 50
_EXISTING_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("claims", type=_EXISTING_FILE)
@click.argument("figures", type=_EXISTING_FILE)
@click.option(
    "--as-of", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="日期", help="评价日期，只用当日已公布的数据"
)
@click.option("--rules", default="default", metavar="名称|文件", help="阈值规则：default、宣城 … 或文件")
@click.option("--year", type=click.IntRange(1949, 2199), help="计划年度；不写则取数据最近的年度")
def assess(claims: Path, figures: Path, as_of: dt.datetime, rules: str, year: int | None) -> None:
    """评价每个指标：状态、灯色、差距、预测和算式。

    Assess every claim of CLAIMS (JSON lines, as `duban read --format jsonl` writes them) by the
    figures of FIGURES (CSV: claim, period, value, unit, published, version); JSON lines out.
    """
    lines = [_build_line(*entry) for entry in assess_files(claims, figures, as_of.date(), rules, year)]
    for line in lines:  # only after every line was made: a fault prints nothing
        click.echo(json.dumps(line, ensure_ascii=False))


def assess_files(
    claims: Path, figures: Path, as_of: dt.date, rules: str, year: int | None
) -> list[tuple[FollowedTarget, Assessment]]:
    """Every claim with its assessment, in the order of the claims. Raises Refusal with the reason."""
    from duban.assessment import assess as assess_target

    rule_set = load_rules(rules)
    return [
        (entry, assess_target(entry.target, entry.series, None, as_of, rule_set, reference=entry.reference))
        for entry in _match_figures(claims, figures, as_of, year)
    ]


def load_rules(name_or_path: str) -> Rules:
    """The named set, or that of a file. Raises RulesError."""
    from duban.assessment import Rules

    return Rules.load(name_or_path)


def _match_figures(claims: Path, figures: Path, as_of: dt.date, year: int | None) -> list[FollowedTarget]:
    from duban.assessment import match_figures, tables

    claim_rows = _run_checked(claims, lambda: tables.read_claims(tables.decode_text(claims.read_bytes())))
    figure_rows = _run_checked(figures, lambda: tables.read_figures(tables.decode_text(figures.read_bytes())))
    plan_year = year or match_figures.find_plan_year(figure_rows, as_of)
    targets = _run_checked(claims, lambda: match_figures.parse_targets(claim_rows, plan_year))
    return _run_checked(figures, lambda: match_figures.match_figures(targets, figure_rows))


def _run_checked(path: Path, function: Callable[[], T]) -> T:
    from duban.assessment.tables import TableError

    try:
        return function()
    except TableError as error:
        visible_problems = error.notices[:_MAX_PROBLEMS]
        for problem in visible_problems[:-1]:
            click.echo(f"错误 {path} {problem}", err=True)
        hidden_count = len(error.notices) - len(visible_problems)
        remainder_note = make_notice("faults_not_listed", count=hidden_count) if hidden_count else ""
        raise Refusal(f"{path} {visible_problems[-1]}{remainder_note}") from error


def _build_line(followed_target: FollowedTarget, assessment: Assessment) -> dict[str, Any]:
    return {
        "claim": followed_target.name,
        "status": assessment.status.value,
        "light": None if assessment.light is None else assessment.light.value,
        "value": _encode_number(assessment.value),
        "expected": _encode_number(assessment.expected),
        "gap": _encode_number(assessment.gap),
        "forecast": _encode_forecast(assessment),
        "probability": assessment.probability,
        "sum": assessment.sum,
        "sum_en": assessment.sum_en,
        "verdict": assessment.verdict,
        "indicator": followed_target.target.indicator,
        "unit": assessment.unit,
        "period": None if assessment.period is None else str(assessment.period),
        "flags": list(assessment.flags),
        "line": followed_target.line,
        "components": assessment.components,
    }


def _encode_forecast(assessment: Assessment) -> dict[str, Any] | None:
    forecast = assessment.forecast
    if forecast is None:
        return None
    return {
        "low": _encode_number(forecast.low),
        "mid": _encode_number(forecast.mid),
        "high": _encode_number(forecast.high),
        "deviation": _encode_number(forecast.deviation),
        "estimates": {name: _encode_number(value) for name, value in forecast.estimates},
    }


def _encode_number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    rounded_value = round(value, 6)
    return int(rounded_value) if rounded_value == rounded_value.to_integral_value() else float(rounded_value)
