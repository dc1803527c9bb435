"""The list of pairs: earlier quote, thread, later quote, and the explanation. Needs no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from duban.documents.charts import Piece, stacked
from duban.documents.facing.pair import Kind, Pair, Side
from duban.documents.facing.threads import gauge, thread


def filters(pairs: Sequence[Pair], kinds: Sequence[Kind]) -> str:
    """One radio button a kind; the style sheet hides the pairs of all others."""
    counted = Counter(pair.kind.name for pair in pairs)
    out = [_choice("all", "", "全部", "all", len(pairs), True)]
    out += [
        _choice(kind.name, kind.glyph, kind.word, kind.english, counted[kind.name], False)
        for kind in kinds
    ]
    return "".join(out)


def summary(pairs: Sequence[Pair], kinds: Sequence[Kind]) -> str:
    """How many of each kind, as one bar."""
    counted = Counter(pair.kind.name for pair in pairs)
    words = "，".join(f"{k.word}{counted[k.name]}项" for k in kinds if counted[k.name])
    pieces = [Piece(k.name, k.word, counted[k.name]) for k in kinds]
    return stacked(f"共{len(pairs)}项：{words}", pieces)


def rows(pairs: Sequence[Pair], empty: tuple[str, str]) -> str:
    """Render the list of pairs. `empty_texts` are printed for a missing earlier or later side."""
    return "".join(_row(number, pair, empty) for number, pair in enumerate(pairs))


def _choice(name: str, glyph: str, word: str, english: str, count: int, on: bool) -> str:
    checked = " checked" if on else ""
    mark = f'<span class="glyph" aria-hidden="true">{glyph}</span>' if glyph else ""
    return (
        f'<input type="radio" name="kind" id="f-{name}" class="{name}"{checked}>'
        f'<label for="f-{name}" class="{name}"><b>{count}</b><span>{mark}{word} '
        f'<span lang="en">{english}</span></span></label>'
    )


def _row(number: int, pair: Pair, empty: tuple[str, str]) -> str:
    left = _quote(pair.left, f"l{number}", empty[0])
    right = _quote(pair.right, f"r{number}", empty[1])
    kind = pair.kind
    return (
        f'<li class="pair {kind.name}" id="p{number}" data-v="{number}">'
        f'<h3><span class="no">{number + 1}</span> {escape(pair.name)}</h3>'
        f'<div class="said left">{left}</div>'
        f'<div class="between">{thread(pair)}<p class="verdict">{escape(kind.word)}</p>'
        f"{gauge(pair.scale)}</div>"
        f'<div class="said right">{right}</div>'
        f'<p class="sum">{escape(pair.sum)}</p></li>'
    )


def _quote(side: Side | None, goal: str, silent: str) -> str:
    if side is None:
        return f'<p class="silent">{escape(silent)}</p>'
    quote, number = escape(side.quote), escape(side.number)
    if number and number in quote:
        quote = quote.replace(number, f"<b>{number}</b>", 1)
    elif number:
        quote = f"<b>{number}</b> {quote}"
    link = f' <a class="where" href="#{goal}">原文</a>' if side.start is not None else ""
    source = f'<footer class="source">出处：{escape(side.source)}</footer>' if side.source else ""
    return f"<blockquote>{quote}{link}{source}</blockquote>"
