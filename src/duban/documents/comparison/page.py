"""The page: targets by government, their course over the years, new and dropped ones, all rows."""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

from duban.comparison import Comparison, Government, Span, Stance, groups, key_of, sum_of
from duban.documents.comparison.charts import MEASURES, grid, over_years, ranked
from duban.verification import wanted

PLACES = 3
"""A ranked plot needs this many governments, and a chart over the years this many years."""
_KEY = (
    ("▶", "以上（至少）"),
    ("◀", "以内（至多）"),
    ("●", "定数"),
    ("−●−", "左右"),
    ("●━●", "区间"),
    ("◇", "力争"),
    ("○", "上年结果"),
    ("┆", "上级目标"),
)
MOST_PLOTS, MOST_YEARS, MOST_ROWS, MOST_LINES = 24, 30, 60, 2_000


def comparison_page(comparison: Comparison) -> str:
    """One HTML page that needs nothing from outside and no script."""
    style = (files("duban.documents.comparison") / "comparison.css").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    sections = [_ranked(comparison), _years(comparison), _grids(comparison), _rows(comparison)]
    return (
        '<!doctype html>\n<html lang="zh-Hans"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>目标对比</title><style>{style}</style></head><body>"
        f"{_masthead(comparison)}<main>{''.join(filter(None, sections))}</main></body></html>\n"
    )


def _masthead(comparison: Comparison) -> str:
    spans = _years_said(comparison.years)
    names = "、".join(escape(g.name) for g in comparison.governments[:40])
    passed = "".join(
        f"<li>{escape(p.source)}：{escape(p.reason)}</li>" for p in comparison.passed_over
    )
    left_out = (
        f"<details><summary>{len(comparison.passed_over)} 份没有用上</summary>"
        f"<ul>{passed}</ul></details>"
        if passed
        else ""
    )
    return (
        '<header class="masthead"><p class="brand"><b>督办</b> 目标对比 '
        '<span lang="en">Targets compared</span></p>'
        f"<h1>谁定了多少，有多硬，比上年高还是低</h1>"
        f'<p class="lead">{comparison.reports} 份报告，{len(comparison.governments)} 个地区，'
        f"{spans}，{len(comparison.stances)} 个目标。{names}。</p>{_key()}{left_out}</header>"
    )


def _key() -> str:
    items = "".join(f'<li><span class="g">{g}</span> {word}</li>' for g, word in _KEY)
    return f'<ul class="key">{items}</ul>'


def _years_said(years: tuple[int, ...]) -> str:
    if not years:
        return "没有年度"
    return f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年"


def _ranked(comparison: Comparison) -> str:
    found = groups(comparison, PLACES)[:MOST_PLOTS]
    cards = "".join(
        f"<figure><figcaption><b>{escape(g.name)}</b> {MEASURES[g.measure]} · {g.year}年"
        f"</figcaption>{ranked(g)}</figure>"
        for g in found
    )
    return _section(
        "谁定了多少", "Who set what", f'<div class="plots">{cards}</div>' if found else ""
    )


def _years(comparison: Comparison) -> str:
    own: dict[tuple[Government, object], list[Stance]] = defaultdict(list)
    for stance in comparison.stances:
        own[stance.government, key_of(stance)].append(stance)
    long = [s for s in own.values() if len({x.year for x in s}) >= PLACES]
    long.sort(key=lambda s: (-len(s), s[0].name))
    cards = "".join(
        f"<figure><figcaption><b>{escape(s[0].name)}</b> {MEASURES[s[0].measure]} · "
        f"{escape(s[0].government.name)}</figcaption>{over_years(s)}</figure>"
        for s in long[:MOST_YEARS]
    )
    note = '<p class="note">横线是目标，圆点和折线是下一年报告说的结果。</p>'
    body = f'{note}<div class="multiples">{cards}</div>' if cards else ""
    return _section("年年怎么变", "Over the years", body)


def _grids(comparison: Comparison) -> str:
    spans: dict[Government, list[Span]] = defaultdict(list)
    for span in comparison.spans:
        if len(span.read) >= PLACES and len(span.years) >= 2:
            spans[span.government].append(span)
    out = []
    for government, own in spans.items():
        kept = list({(s.indicator, s.measure): s for s in reversed(own)}.values())
        kept.sort(key=lambda s: (s.years[0], -len(s.years), s.name))
        theirs = [s for s in comparison.stances if s.government == government]
        asked = [s for s in kept if _set_in_all(s, theirs)][:MOST_ROWS]
        if asked:
            name = escape(government.name)
            place = f'class="scroll" tabindex="0" role="region" aria-label="{name}"'
            out.append(f"<h3>{name}</h3><div {place}>{grid(asked, theirs)}</div>")
    note = (
        '<p class="note">▲ 守底线　● 定数　◐ 留余地　◇ 力争　× 不再提　· 这一年的报告没有提；'
        "加框的是新提的一年。</p>"
    )
    return _section("哪些指标出现、消失", "What comes and goes", note + "".join(out) if out else "")


def _set_in_all(span: Span, stances: list[Stance]) -> bool:
    own = {s.year for s in stances if (s.indicator, s.measure) == (span.indicator, span.measure)}
    return set(span.years) <= own


def _rows(comparison: Comparison) -> str:
    shown = comparison.stances[:MOST_LINES]
    lines = "".join(
        f"<tr><td>{escape(s.name)}</td><td>{escape(s.government.name)}</td><td>{s.year}</td>"
        f"<td>{escape(wanted(s.target))}</td><td>{s.hardness.chinese}</td>"
        f"<td>{escape(sum_of(s))}</td><td>{escape(s.target.quote)}</td></tr>"
        for s in shown
    )
    more = len(comparison.stances) - len(shown)
    rest = f'<p class="note">还有 {more} 行，见 CSV 或 XLSX。</p>' if more else ""
    heads = "".join(
        f'<th scope="col">{h}</th>'
        for h in ("指标", "地区", "年度", "目标", "松紧", "算式", "原文")
    )
    table = (
        '<div class="scroll" tabindex="0" role="region" aria-label="全部目标"><table class="rows">'
        f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )
    return _section(
        "全部目标",
        "Every target",
        f"<details><summary>{len(comparison.stances)} 行</summary>{table}{rest}</details>",
    )


def _section(title: str, english: str, body: str) -> str:
    if not body:
        return ""
    return f'<section><h2>{title} <span lang="en">{english}</span></h2>{body}</section>'


@cache
def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
