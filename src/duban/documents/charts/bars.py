"""A stacked bar: one segment a kind, as wide as its share of the count that fills the bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from duban.documents.charts.frame import px, svg

WIDTH, HEIGHT, GAP = 400, 12, 1.5


@dataclass(frozen=True, slots=True)
class Piece:
    """One segment of the bar: its CSS class, the word in its title, and how many there are."""

    name: str
    word: str
    count: int


def stacked(title: str, pieces: Sequence[Piece], most: int | None = None) -> str:
    """Draw the segments in order. `max_count` fills the width (default: the sum of all counts).

    Raises ValueError for a negative count or for more than `max_count`.
    """
    total = sum(piece.count for piece in pieces)
    if any(piece.count < 0 for piece in pieces):
        raise ValueError(f"a count is negative: {pieces}")
    full = total if most is None else most
    if total > full:
        raise ValueError(f"the bar holds {total}, more than the {full} that fill it")
    out, at = [], 0.0
    for piece in pieces:
        wide = WIDTH * piece.count / full if full else 0.0
        if piece.count:
            out.append(_rect(piece, at, max(wide - GAP, 1.0)))
        at += wide
    return svg("bar", title, WIDTH, HEIGHT, "".join(out), stretch=True)


def _rect(piece: Piece, at: float, wide: float) -> str:
    words = f"<title>{escape(piece.word)} {piece.count}</title>"
    return (
        f'<rect class="s-{escape(piece.name)}" x="{px(at)}" y="0" '
        f'width="{px(wide)}" height="{HEIGHT}">{words}</rect>'
    )
