"""The report's text as mark-up: headings, paragraphs, every commitment a link with its status."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from duban.documents.charts import Piece, stacked
from duban.documents.living.segments import Interval, markup
from duban_site.boards.queries import Living
from duban_site.core.status_words import ICONS, STATUSES, WORDS
from duban_site.plans.models import Part

HEADING = 60
"""A part's first line is set as a heading up to this length."""


def set_text(text: str, found: Living) -> SafeString:
    """Render the section on the page; it has exactly the report's characters, in order."""
    heads = {part.start: part.order for part in found.parts if part.heading}
    return typeset(text, found.start, found.end, heads, list(_marks(found)))


def typeset(
    text: str, begin: int, finish: int, heads: Mapping[int, int], marks: Sequence[Interval]
) -> SafeString:
    """Render `text[start_offset:end_offset]` with `marks`, one paragraph a line.

    `part_order_by_start`: where a part's heading starts → the part's order. `marks` are sorted by
    position: each line finds its own by bisection, which keeps long reports fast.
    """
    starts = [m.start for m in marks]
    reached = list(accumulate((m.end for m in marks), max))
    out, at = [], begin
    for raw in text[begin:finish].split("\n"):
        if raw.strip():
            start = at + len(raw) - len(raw.lstrip())
            end = at + len(raw.rstrip())
            own = marks[bisect_right(reached, start) : bisect_left(starts, end)]
            out.append(_line(text, start, end, heads.get(start, heads.get(at)), own))
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


def _line(text: str, start: int, end: int, part: int | None, marks: Sequence[Interval]) -> str:
    inside = [m for m in marks if m.start < end and start < m.end]
    inner = markup(text, start, end, inside)
    if part is None:
        return f"<p>{inner}</p>"
    tag = "h2" if end - start <= HEADING else "p"
    return f'<{tag} id="part-{part}">{inner}</{tag}>'


def _marks(found: Living) -> Iterator[Interval]:
    page, card = (reverse(name, args=[0]) for name in ("board_commitment", "board_card"))
    signs = signs_of_statuses()
    reached = 0
    for one in found.commitments:
        # A link inside a link is not a tree: the pieces of a split sentence share the first's.
        if one.start < reached or one.start >= one.end:
            continue
        reached = one.end
        own = (page.replace("/0/", f"/{one.pk}/"), card.replace("/0/", f"/{one.pk}/"))
        links = dict(zip(("href", "data-card"), own, strict=True))
        span = (one.start, one.end)
        yield sentence(span, one.number, one.status, one.light, links, signs)
        for start, end in sorted(found.spans.get(one.pk, ())):
            if one.start <= start < end <= one.end:
                yield Interval(start, end, "span", {"class": "n"}, rank=2)


Signs = Mapping[str, tuple[str, str]]


def signs_of_statuses() -> Signs:
    """Status → its word, and its sign as mark-up, in the active language."""
    return {key: (str(word), _sign(key, str(word))) for key, word in WORDS.items()}


def sentence(
    span: tuple[int, int],
    number: str,
    status: str,
    light: str,
    links: Mapping[str, str],
    signs: Signs,
) -> Interval:
    """A commitment's sentence as a link in the manner of its status, with its sign and word."""
    word, after = signs.get(status, ("", ""))
    own = {"class": f"c s-{status or 'none'} {light}".strip(), **links}
    once = {"id": f"c-{number}", "title": f"{number} {word}".strip()}
    return Interval(*span, "a", own, once, rank=1, after=after)


def _sign(status: str, word: str) -> str:
    icon = f'<span aria-hidden="true">{ICONS.get(status, "")}</span>'
    return f'<span class="mark">{icon}<span class="hidden"> {word}</span></span>'
