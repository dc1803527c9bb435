"""The report's text as mark-up: headings, paragraphs, every commitment a link with its status."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from duban.documents.charts import Piece, stacked
from duban.documents.living.segments import Interval, markup
from duban_site.boards.queries import Living
from duban_site.figures.models.assessment import STATUSES
from duban_site.figures.templatetags.house import ICONS, WORDS
from duban_site.plans.models import Part

HEADING = 60
"""A part's first line is set as a heading up to this length."""


def set_text(text: str, found: Living) -> SafeString:
    """The text shown; its characters are the report's, in order, and none is changed."""
    heads = {part.start: part for part in found.parts if part.heading}
    # Marks come in the order of the text: a line looks only at its own, not at the whole report's.
    marks = list(_marks(found))
    starts = [m.start for m in marks]
    reached = list(accumulate((m.end for m in marks), max))
    out, at = [], found.start
    for raw in text[found.start : found.end].split("\n"):
        if raw.strip():
            start = at + len(raw) - len(raw.lstrip())
            end = at + len(raw.rstrip())
            own = marks[bisect_right(reached, start) : bisect_left(starts, end)]
            out.append(_line(text, start, end, heads.get(start) or heads.get(at), own))
        at += len(raw) + 1
    return mark_safe("\n".join(out))  # noqa: S308 (markup() escapes the text)


def contents(found: Living) -> list[tuple[Part, int, SafeString]]:
    """The parts that hold commitments: how many, and a bar of their statuses."""
    rows = []
    most = max((sum(c.values()) for c in found.counts.values()), default=0)
    for part in sorted(found.parts, key=lambda p: p.order):
        mine = found.counts.get(part.pk, {})
        if not mine:
            continue
        pieces = [Piece(key, str(word), mine.get(key, 0)) for key, word in STATUSES]
        drawn = mark_safe(stacked(part.heading, pieces, most))  # noqa: S308
        rows.append((part, sum(mine.values()), drawn))
    return rows


def _line(text: str, start: int, end: int, part: Part | None, marks: list[Interval]) -> str:
    inside = [m for m in marks if m.start < end and start < m.end]
    inner = markup(text, start, end, inside)
    if part is None:
        return f"<p>{inner}</p>"
    tag = "h2" if end - start <= HEADING else "p"
    return f'<{tag} id="part-{part.order}">{inner}</{tag}>'


def _marks(found: Living) -> Iterator[Interval]:
    page, card = (reverse(name, args=[0]) for name in ("board_commitment", "board_card"))
    words = {key: str(word) for key, word in WORDS.items()}
    signs = {key: _sign(key, word) for key, word in words.items()}
    reached = 0
    for one in found.commitments:
        # A link inside a link is not a tree: the pieces of a split sentence share the first's.
        if one.start < reached or one.start >= one.end:
            continue
        reached = one.end
        status = one.status or "none"
        attributes = {"class": f"c s-{status} {one.light}".strip()}
        attributes["href"] = page.replace("/0/", f"/{one.pk}/")
        attributes["data-card"] = card.replace("/0/", f"/{one.pk}/")
        title = f"{one.number} {words.get(status, '')}".strip()
        once, after = {"id": f"c-{one.number}", "title": title}, signs.get(status, "")
        yield Interval(one.start, one.end, "a", attributes, once, rank=1, after=after)
        for start, end in sorted(found.spans.get(one.pk, ())):
            if one.start <= start < end <= one.end:
                yield Interval(start, end, "span", {"class": "n"}, rank=2)


def _sign(status: str, word: str) -> str:
    icon = f'<span aria-hidden="true">{ICONS.get(status, "")}</span>'
    return f'<span class="mark">{icon}<span class="hidden"> {word}</span></span>'
