"""The timeline of evidence as one page that needs no network."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from duban.observation.timeline import Mention

_STYLE = (
    "body{font:16px/1.7 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}"
    "caption{text-align:left;font-weight:bold;padding:.6rem 0}"
    "th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    "@media print{table{break-inside:avoid}}"
)
_COLUMN_HEADINGS = ("日期", "说了什么", "数", "原句", "出处")
_HEAD = "<tr>" + "".join(f"<th scope=col>{word}</th>" for word in _COLUMN_HEADINGS) + "</tr>"


def render_timeline_page(title: str, mentions: Iterable[Mention]) -> str:
    """Render one table a target, its mentions in order of date."""
    tables = []
    for _id, target_mentions in groupby(mentions, key=lambda mention: mention.id):
        rows = list(target_mentions)
        target = rows[0].target
        caption = escape(f"{target.indicator} {target.number}")
        body = "".join(_render_row(mention) for mention in rows)
        tables.append(f"<table><caption>{caption}</caption><thead>{_HEAD}</thead><tbody>{body}</tbody></table>")
    content = "".join(tables) or "<p>没有文件说到这些目标。没有说到不等于没有完成。</p>"
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>"
        f"<p>部署不是进展：开会、印发方案只说明将要做。</p>{content}</body></html>"
    )


def _render_row(mention: Mention) -> str:
    cells = (mention.on.isoformat(), mention.statement.chinese, mention.number, mention.quote, mention.source)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
