"""The page: targets by government, their course over the years, new and dropped ones, all rows."""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

from duban.comparison import Comparison, Government, Span, Stance, build_key, group_stances, render_sum
from duban.documents.comparison.charts import MEASURES, render_grid, render_ranked_plot, render_years_plot
from duban.verification import render_target

MIN_POINTS = 3
"""A ranked plot needs this many governments, and a chart over the years this many years."""
_LEGEND = (
    ("▶", "以上（至少）"),
    ("◀", "以内（至多）"),
    ("●", "定数"),
    ("−●−", "左右"),
    ("●━●", "区间"),
    ("◇", "力争"),
    ("○", "上年结果"),
    ("┆", "上级目标"),
)
MAX_PLOTS, MAX_YEAR_PLOTS, MAX_GRID_ROWS, MAX_TABLE_ROWS = 24, 30, 60, 2_000


def render_comparison_page(comparison: Comparison) -> str:
    """One HTML page that needs nothing from outside and no script."""
    style = (files("duban.documents.comparison") / "comparison.css").read_text(encoding="utf-8")
    policy = f"default-src 'none'; style-src '{_csp_hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'"
    sections = [
        _render_ranked(comparison),
        _render_years(comparison),
        _render_grids(comparison),
        _render_rows(comparison),
    ]
    return (
        '<!doctype html>\n<html lang="zh-Hans"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>目标对比</title><style>{style}</style></head><body>"
        f"{_render_head(comparison)}<main>{''.join(filter(None, sections))}</main></body></html>\n"
    )


def _render_head(comparison: Comparison) -> str:
    years = _format_years(comparison.years)
    names = "、".join(escape(government.name) for government in comparison.governments[:40])
    omission_items = "".join(
        f"<li>{escape(omission.source)}：{escape(omission.reason)}</li>" for omission in comparison.passed_over
    )
    note = (
        f"<details><summary>{len(comparison.passed_over)} 份没有用上</summary><ul>{omission_items}</ul></details>"
        if omission_items
        else ""
    )
    return (
        '<header class="masthead"><p class="brand"><b>督办</b> 目标对比 '
        '<span lang="en">Targets compared</span></p>'
        f"<h1>谁定了多少，有多硬，比上年高还是低</h1>"
        f'<p class="lead">{comparison.reports} 份报告，{len(comparison.governments)} 个地区，'
        f"{years}，{len(comparison.stances)} 个目标。{names}。</p>{_render_legend()}{note}</header>"
    )


def _render_legend() -> str:
    items = "".join(f'<li><span class="g">{glyph}</span> {meaning}</li>' for glyph, meaning in _LEGEND)
    return f'<ul class="key">{items}</ul>'


def _format_years(years: tuple[int, ...]) -> str:
    if not years:
        return "没有年度"
    return f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年"


def _render_ranked(comparison: Comparison) -> str:
    ranked_groups = group_stances(comparison, MIN_POINTS)[:MAX_PLOTS]
    cards = "".join(
        f"<figure><figcaption><b>{escape(plot.name)}</b> {MEASURES[plot.measure]} · {plot.year}年"
        f"</figcaption>{render_ranked_plot(plot)}</figure>"
        for plot in ranked_groups
    )
    return _render_section("谁定了多少", "Who set what", f'<div class="plots">{cards}</div>' if ranked_groups else "")


def _render_years(comparison: Comparison) -> str:
    stances_by_series: dict[tuple[Government, object], list[Stance]] = defaultdict(list)
    for stance in comparison.stances:
        stances_by_series[stance.government, build_key(stance)].append(stance)
    long_series = [
        series for series in stances_by_series.values() if len({point.year for point in series}) >= MIN_POINTS
    ]
    long_series.sort(key=lambda series: (-len(series), series[0].name))
    cards = "".join(
        f"<figure><figcaption><b>{escape(series[0].name)}</b> {MEASURES[series[0].measure]} · "
        f"{escape(series[0].government.name)}</figcaption>{render_years_plot(series)}</figure>"
        for series in long_series[:MAX_YEAR_PLOTS]
    )
    note = '<p class="note">横线是目标，圆点和折线是下一年报告说的结果。</p>'
    body = f'{note}<div class="multiples">{cards}</div>' if cards else ""
    return _render_section("年年怎么变", "Over the years", body)


def _render_grids(comparison: Comparison) -> str:
    spans_by_government: dict[Government, list[Span]] = defaultdict(list)
    for span in comparison.spans:
        if len(span.report_years) >= MIN_POINTS and len(span.years) >= 2:
            spans_by_government[span.government].append(span)
    grids = []
    for government, government_spans in spans_by_government.items():
        unique_spans = list({(item.indicator, item.measure): item for item in reversed(government_spans)}.values())
        unique_spans.sort(key=lambda item: (item.years[0], -len(item.years), item.name))
        stances = [item for item in comparison.stances if item.government == government]
        grid_spans = [item for item in unique_spans if _has_target_in_all_years(item, stances)][:MAX_GRID_ROWS]
        if grid_spans:
            name = escape(government.name)
            region = f'class="scroll" tabindex="0" role="region" aria-label="{name}"'
            grids.append(f"<h3>{name}</h3><div {region}>{render_grid(grid_spans, stances)}</div>")
    note = (
        '<p class="note">▲ 守底线　● 定数　◐ 留余地　◇ 力争　× 不再提　· 这一年的报告没有提；加框的是新提的一年。</p>'
    )
    return _render_section("哪些指标出现、消失", "What comes and goes", note + "".join(grids) if grids else "")


def _has_target_in_all_years(span: Span, stances: list[Stance]) -> bool:
    target_years = {
        stance.year for stance in stances if (stance.indicator, stance.measure) == (span.indicator, span.measure)
    }
    return set(span.years) <= target_years


def _render_rows(comparison: Comparison) -> str:
    visible_stances = comparison.stances[:MAX_TABLE_ROWS]
    table_rows = "".join(
        f"<tr><td>{escape(row.name)}</td><td>{escape(row.government.name)}</td><td>{row.year}</td>"
        f"<td>{escape(render_target(row.target))}</td><td>{row.hardness.chinese}</td>"
        f"<td>{escape(render_sum(row))}</td><td>{escape(row.target.quote)}</td></tr>"
        for row in visible_stances
    )
    hidden_count = len(comparison.stances) - len(visible_stances)
    hidden_note = f'<p class="note">还有 {hidden_count} 行，见 CSV 或 XLSX。</p>' if hidden_count else ""
    heading_cells = "".join(
        f'<th scope="col">{heading}</th>' for heading in ("指标", "地区", "年度", "目标", "松紧", "算式", "原文")
    )
    table = (
        '<div class="scroll" tabindex="0" role="region" aria-label="全部目标"><table class="rows">'
        f"<thead><tr>{heading_cells}</tr></thead><tbody>{table_rows}</tbody></table></div>"
    )
    return _render_section(
        "全部目标",
        "Every target",
        f"<details><summary>{len(comparison.stances)} 行</summary>{table}{hidden_note}</details>",
    )


def _render_section(title: str, english: str, body: str) -> str:
    if not body:
        return ""
    return f'<section><h2>{title} <span lang="en">{english}</span></h2>{body}</section>'


@cache
def _csp_hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
