"""One self-contained page: the two texts side by side, and lines from each target to its result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from duban.commitments import Report
from duban.years import Judgement, Verdict

Mark = tuple[int, int, str, str]
"""Start, end, the verdict's number (as its id), and its judgement."""

_GLYPHS = {
    Judgement.MET: "✓",
    Judgement.NEAR: "≈",
    Judgement.MISSED: "✗",
    Judgement.NOT_REPORTED: "—",
    Judgement.CHANGED_BASIS: "≠",
    Judgement.UNCLEAR: "?",
}
_STYLE = """
:root{color-scheme:light dark;--met:#1a7f37;--near:#9a6700;--missed:#b42318;--other:#667085}
body{margin:0;font:16px/1.8 serif}header,table{font-family:sans-serif;padding:1rem}
h1{font-size:1.3rem;margin:.2rem 0}
main{display:grid;grid-template-columns:1fr 7rem 1fr;position:relative}
article{height:80vh;overflow:auto;padding:1rem;white-space:pre-wrap}
mark{background:none;color:inherit;border-bottom:2px solid var(--other);cursor:pointer}
mark.met,td.met{--c:var(--met)}mark.near,td.near{--c:var(--near)}
mark.missed,td.missed{--c:var(--missed)}
mark{border-color:var(--c,var(--other))}mark.not_reported{border-bottom-style:dotted}
mark.unclear,mark.changed_basis{border-bottom-style:dashed}
mark.on,tr.on{outline:2px solid currentColor}
svg{position:absolute;inset:0;width:100%;height:100%;pointer-events:none}
path{fill:none;stroke:var(--other);stroke-width:1;opacity:.6}path.met{stroke:var(--met)}
path.near{stroke:var(--near)}path.missed{stroke:var(--missed)}path.on{stroke-width:3;opacity:1}
table{border-collapse:collapse;font-size:.9rem}
td,th{border-top:1px solid #8884;padding:.3rem .5rem;text-align:left;vertical-align:top}
td:first-child{white-space:nowrap;color:var(--c,inherit)}
@media(max-width:50rem){main{display:block}svg{display:none}article{height:auto}}
@media print{article{height:auto;overflow:visible}svg{display:none}}
"""
_SCRIPT = """
const svg=document.querySelector('svg'),sides=[...document.querySelectorAll('article')];
let on=null;
function draw(){if(!svg||sides.length<2)return;const box=svg.getBoundingClientRect();
svg.innerHTML='';
for(const a of sides[0].querySelectorAll('mark')){const id=a.dataset.v;
const b=[...sides[1].querySelectorAll('mark')].find(m=>m.dataset.v.split(' ').includes(id));
if(!b)continue;
const p=a.getBoundingClientRect(),q=b.getBoundingClientRect();
if(p.bottom<box.top||p.top>box.bottom||q.bottom<box.top||q.top>box.bottom)continue;
const y=p.bottom-box.top,z=q.bottom-box.top,x=p.right-box.left,w=q.left-box.left,m=(x+w)/2;
const l=document.createElementNS('http://www.w3.org/2000/svg','path');
l.setAttribute('d',`M${x},${y}C${m},${y} ${m},${z} ${w},${z}`);
l.setAttribute('class',a.className.split(' ')[0]+(on===id?' on':''));svg.append(l)}}
function pick(id){on=id;for(const e of document.querySelectorAll('[data-v]'))
e.classList.toggle('on',e.dataset.v.split(' ').includes(id));
for(const s of sides){const m=[...s.querySelectorAll('mark')]
.find(m=>m.dataset.v.split(' ').includes(id));if(m)s.scrollTop+=m.getBoundingClientRect().top-
s.getBoundingClientRect().top-s.clientHeight/3}draw()}
for(const e of document.querySelectorAll('[data-v]'))
e.addEventListener('click',()=>pick(e.dataset.v.split(' ')[0]));
for(const e of document.querySelectorAll('tr[data-v]'))
e.addEventListener('keydown',k=>{if(k.key==='Enter')pick(e.dataset.v)});
for(const s of sides)s.addEventListener('scroll',draw);addEventListener('resize',draw);
const first=sides[1]&&[...sides[1].querySelectorAll('mark')].flatMap(m=>m.dataset.v.split(' '))
.sort((a,b)=>a-b)[0];
if(first)pick(first);else draw();
"""


def verdicts_page(last: Report, this: Report | None, verdicts: Sequence[Verdict]) -> str:
    """The page. Without a second text (published figures) it shows the first and the table."""
    left = _text(last.text, _targets(verdicts))
    texts = f'<article lang="zh" tabindex="0" aria-label="上年目标">{left}</article>'
    if this is not None:
        right = _text(this.text, _results(verdicts))
        texts += (
            f'<div></div><article lang="zh" tabindex="0" aria-label="今年结果">{right}</article>'
        )
        texts += '<svg aria-hidden="true"></svg>'
    names = escape(" → ".join(r.title or "（没有标题）" for r in (last, this) if r is not None))
    return (
        '<!doctype html><html lang="zh"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>目标与结果对照 {names}</title><style>{_STYLE}</style></head><body>"
        f"<header><h1>目标与结果对照 <small lang=en>Targets and results</small></h1><p>{names}</p>"
        f"<p>{_legend(verdicts)}</p></header><main>{texts}</main>{_table(verdicts)}"
        f"<script>{_SCRIPT}</script></body></html>\n"
    )


def _targets(verdicts: Sequence[Verdict]) -> list[Mark]:
    return [
        (v.target.start, v.target.end, str(n), v.judgement.value) for n, v in enumerate(verdicts)
    ]


def _results(verdicts: Sequence[Verdict]) -> list[Mark]:
    return [
        (v.result.start, v.result.end, str(n), v.judgement.value)
        for n, v in enumerate(verdicts)
        if v.result is not None and v.result.start is not None and v.result.end is not None
    ]


def _text(text: str, marks: Iterable[Mark]) -> str:
    """The text with its marks. Verdicts on one span share it; where two overlap, the first."""
    spans: dict[tuple[int, int], tuple[list[str], str]] = {}
    for start, end, number, judged in marks:
        spans.setdefault((start, end), ([], judged))[0].append(number)
    out, at = [], 0
    for (start, end), (numbers, judged) in sorted(spans.items()):
        if start < at:
            continue
        word = escape(Judgement(judged).chinese)
        out.append(escape(text[at:start]))
        out.append(f'<mark class="{judged}" data-v="{" ".join(numbers)}" title="{word}">')
        out.append(f"{escape(text[start:end])}</mark>")
        at = end
    return "".join([*out, escape(text[at:])])


def _legend(verdicts: Sequence[Verdict]) -> str:
    counted = [(j, sum(v.judgement is j for v in verdicts)) for j in Judgement]
    return " · ".join(f"{_GLYPHS[j]} {j.chinese} {n}" for j, n in counted)


def _table(verdicts: Sequence[Verdict]) -> str:
    rows = []
    for n, v in enumerate(verdicts):
        found = "" if v.result is None else v.result.number or v.result.quote
        source = "" if v.result is None else v.result.source or ""
        cells = [v.target.indicator, v.target.number, found, v.sum, source]
        judged = (
            f'<td class="{v.judgement.value}">{_GLYPHS[v.judgement]} {v.judgement.chinese}</td>'
        )
        rest = "".join(f"<td>{escape(c)}</td>" for c in cells)
        rows.append(f'<tr data-v="{n}" tabindex="0">{judged}{rest}</tr>')
    heads = "".join(f"<th>{h}</th>" for h in ("结论", "指标", "目标", "结果", "算式", "来源"))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
