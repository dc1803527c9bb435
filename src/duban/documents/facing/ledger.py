"""The list of pairs: earlier quote, thread, later quote, and the explanation. Needs no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from duban.documents.charts import BarSegment, render_stacked_bar
from duban.documents.facing.pair import Pair, PairKind, Side
from duban.documents.facing.threads import render_gauge, render_thread


def render_filters(pairs: Sequence[Pair], kinds: Sequence[PairKind]) -> str:
    """One radio button a kind; the style sheet hides the pairs of all others."""
    count_by_kind = Counter(pair.kind.name for pair in pairs)
    choices = [_render_choice("all", "", "全部", "all", len(pairs), True)]
    choices += [
        _render_choice(kind.name, kind.glyph, kind.label, kind.english, count_by_kind[kind.name], False)
        for kind in kinds
    ]
    return "".join(choices)


def render_summary(pairs: Sequence[Pair], kinds: Sequence[PairKind]) -> str:
    """How many of each kind, as one bar."""
    count_by_kind = Counter(pair.kind.name for pair in pairs)
    counts_text = "，".join(f"{kind.label}{count_by_kind[kind.name]}项" for kind in kinds if count_by_kind[kind.name])
    segments = [BarSegment(kind.name, kind.label, count_by_kind[kind.name]) for kind in kinds]
    return render_stacked_bar(f"共{len(pairs)}项：{counts_text}", segments)


def render_pairs(pairs: Sequence[Pair], empty_texts: tuple[str, str]) -> str:
    """Render the list of pairs. `empty_texts` are printed for a missing earlier or later side."""
    return "".join(_render_pair(number, pair, empty_texts) for number, pair in enumerate(pairs))


def _render_choice(kind_name: str, glyph: str, label: str, english: str, count: int, is_checked: bool) -> str:
    checked_mark = " checked" if is_checked else ""
    glyph_markup = f'<span class="glyph" aria-hidden="true">{glyph}</span>' if glyph else ""
    return (
        f'<input type="radio" name="kind" id="f-{kind_name}" class="{kind_name}"{checked_mark}>'
        f'<label for="f-{kind_name}" class="{kind_name}"><b>{count}</b><span>{glyph_markup}{label} '
        f'<span lang="en">{english}</span></span></label>'
    )


def _render_pair(number: int, pair: Pair, empty_texts: tuple[str, str]) -> str:
    earlier_quote = _render_quote(pair.earlier, f"l{number}", empty_texts[0])
    later_quote = _render_quote(pair.later, f"r{number}", empty_texts[1])
    kind = pair.kind
    return (
        f'<li class="pair {kind.name}" id="p{number}" data-v="{number}">'
        f'<h3><span class="no">{number + 1}</span> {escape(pair.name)}</h3>'
        f'<div class="said left">{earlier_quote}</div>'
        f'<div class="between">{render_thread(pair)}<p class="verdict">{escape(kind.label)}</p>'
        f"{render_gauge(pair.scale)}</div>"
        f'<div class="said right">{later_quote}</div>'
        f'<p class="sum">{escape(pair.sum)}</p></li>'
    )


def _render_quote(side: Side | None, target_id: str, empty_text: str) -> str:
    if side is None:
        return f'<p class="silent">{escape(empty_text)}</p>'
    quote, number = escape(side.quote), escape(side.number)
    if number and number in quote:
        quote = quote.replace(number, f"<b>{number}</b>", 1)
    elif number:
        quote = f"<b>{number}</b> {quote}"
    text_link = f' <a class="where" href="#{target_id}">原文</a>' if side.start is not None else ""
    source = f'<footer class="source">出处：{escape(side.source)}</footer>' if side.source else ""
    return f"<blockquote>{quote}{text_link}{source}</blockquote>"
