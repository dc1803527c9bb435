"""`duban assess CLAIMS FIGURES --as-of DATE`: how every claim stands, without any service."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from duban.cli.failing import Refusal

if TYPE_CHECKING:
    from duban.assessment import Assessment, Rules
    from duban.assessment.matching import Followed

T = TypeVar("T")
_SHOWN = 50
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("claims", type=_FILE)
@click.argument("figures", type=_FILE)
@click.option(
    "--as-of",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="日期",
    help="评价日期，只用当日已公布的数据",
)
@click.option(
    "--rules", default="default", metavar="名称|文件", help="阈值规则：default、宣城 … 或文件"
)
@click.option("--year", type=click.IntRange(1949, 2199), help="计划年度；不写则取数据最近的年度")
def assess(claims: Path, figures: Path, as_of: dt.datetime, rules: str, year: int | None) -> None:
    """评价每个指标：状态、灯色、差距、预测和算式。

    Assess every claim of CLAIMS (JSON lines, as `duban read --format jsonl` writes them) by the
    figures of FIGURES (CSV: claim, period, value, unit, published, version); JSON lines out.
    """
    day = as_of.date()
    chosen = _rules(rules)
    followed = _follow(claims, figures, day, year)
    lines = [_line(f, day, chosen) for f in followed]
    for line in lines:  # only after every line was made: a fault prints nothing
        click.echo(json.dumps(line, ensure_ascii=False))


def _rules(name: str) -> Rules:
    from duban.assessment import Rules, RulesError

    try:
        return Rules.load(name)
    except RulesError as error:
        raise Refusal(str(error)) from error


def _follow(claims: Path, figures: Path, day: dt.date, year: int | None) -> list[Followed]:
    from duban.assessment import matching, tables

    rows = _checked(claims, lambda: tables.read_claims(tables.decode(claims.read_bytes())))
    table = _checked(figures, lambda: tables.read_figures(tables.decode(figures.read_bytes())))
    plan = year or matching.plan_year(table, day)
    targets = _checked(claims, lambda: matching.targets(rows, plan))
    return _checked(figures, lambda: matching.follow(targets, table))


def _checked(path: Path, work: Callable[[], T]) -> T:
    from duban.assessment.tables import TableError

    try:
        return work()
    except TableError as error:
        shown = error.problems[:_SHOWN]
        for problem in shown[:-1]:
            click.echo(f"错误 {path} {problem}", err=True)
        more = len(error.problems) - len(shown)
        rest = f"（另有 {more} 处）" if more else ""
        raise Refusal(f"{path} {shown[-1]}{rest}") from error


def _line(followed: Followed, day: dt.date, rules: Rules) -> dict[str, Any]:
    from duban.assessment import assess

    a = assess(followed.target, followed.series, None, day, rules, reference=followed.reference)
    return {
        "claim": followed.name,
        "status": a.status.value,
        "light": None if a.light is None else a.light.value,
        "value": _number(a.value),
        "expected": _number(a.expected),
        "gap": _number(a.gap),
        "forecast": _forecast(a),
        "probability": a.probability,
        "sum": a.sum,
        "sum_en": a.sum_en,
        "verdict": a.verdict,
        "indicator": followed.target.indicator,
        "unit": a.unit,
        "period": None if a.period is None else str(a.period),
        "flags": list(a.flags),
        "line": followed.line,
        "components": a.components,
    }


def _forecast(a: Assessment) -> dict[str, Any] | None:
    f = a.forecast
    if f is None:
        return None
    return {
        "low": _number(f.low),
        "mid": _number(f.mid),
        "high": _number(f.high),
        "deviation": _number(f.deviation),
        "estimates": {name: _number(value) for name, value in f.estimates},
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    short = round(value, 6)
    return int(short) if short == short.to_integral_value() else float(short)
