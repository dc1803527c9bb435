"""The report's text as mark-up: headings, paragraphs, every commitment a link with its status."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from duban.documents.charts import BarSegment, render_stacked_bar
from duban.documents.living.segments import Interval, render_markup
from duban_site.boards.queries import Living
from duban_site.core.status_labels import ICON_BY_STATUS, LABEL_BY_STATUS, STATUS_CHOICES
from duban_site.plans.models import Part

MAX_HEADING_LENGTH = 60
"""A part's first line is set as a heading up to this length."""


def render_text(text: str, living_report: Living) -> SafeString:
    """Render the section on the page; it has exactly the report's characters, in order."""
    part_order_by_start = {part.start: part.order for part in living_report.parts if part.heading}
    return typeset(text, living_report.start, living_report.end, part_order_by_start, list(_build_marks(living_report)))


def typeset(
    text: str, start_offset: int, end_offset: int, part_order_by_start: Mapping[int, int], marks: Sequence[Interval]
) -> SafeString:
    """Render `text[start_offset:end_offset]` with `marks`, one paragraph a line.

    `part_order_by_start`: where a part's heading starts → the part's order. `marks` are sorted by
    position: each line finds its own by bisection, which keeps long reports fast.
    """
    starts = [mark.start for mark in marks]
    furthest_ends = list(accumulate((mark.end for mark in marks), max))
    lines, offset = [], start_offset
    for raw_line in text[start_offset:end_offset].split("\n"):
        if raw_line.strip():
            start = offset + len(raw_line) - len(raw_line.lstrip())
            end = offset + len(raw_line.rstrip())
            line_marks = marks[bisect_right(furthest_ends, start) : bisect_left(starts, end)]
            lines.append(
                _render_line(
                    text, start, end, part_order_by_start.get(start, part_order_by_start.get(offset)), line_marks
                )
            )
        offset += len(raw_line) + 1
    return mark_safe("\n".join(lines))  # noqa: S308 (markup() escapes the text)


def build_contents(living_report: Living) -> list[tuple[Part, int, SafeString]]:
    """The parts that hold commitments: how many, and a bar of their statuses."""
    rows = []
    max_total = max((sum(status_counts.values()) for status_counts in living_report.counts.values()), default=0)
    for part in sorted(living_report.parts, key=lambda entry: entry.order):
        counts = living_report.counts.get(part.pk, {})
        if not counts:
            continue
        pieces = [BarSegment(status, str(word), counts.get(status, 0)) for status, word in STATUS_CHOICES]
        bar = mark_safe(render_stacked_bar(part.heading, pieces, max_total))  # noqa: S308
        rows.append((part, sum(counts.values()), bar))
    return rows


def _render_line(text: str, start: int, end: int, part_order: int | None, marks: Sequence[Interval]) -> str:
    line_marks = [mark for mark in marks if mark.start < end and start < mark.end]
    content = render_markup(text, start, end, line_marks)
    if part_order is None:
        return f"<p>{content}</p>"
    tag = "h2" if end - start <= MAX_HEADING_LENGTH else "p"
    return f'<{tag} id="part-{part_order}">{content}</{tag}>'


def _build_marks(living_report: Living) -> Iterator[Interval]:
    page_url, card_url = (reverse(name, args=[0]) for name in ("board_commitment", "board_card"))
    signs = build_status_signs()
    covered_until = 0
    for commitment in living_report.commitments:
        # A link inside a link is not a tree: the pieces of a split sentence share the first's.
        if commitment.start < covered_until or commitment.start >= commitment.end:
            continue
        covered_until = commitment.end
        addresses = (page_url.replace("/0/", f"/{commitment.pk}/"), card_url.replace("/0/", f"/{commitment.pk}/"))
        links = dict(zip(("href", "data-card"), addresses, strict=True))
        span = (commitment.start, commitment.end)
        yield mark_sentence(span, commitment.number, commitment.status, commitment.light, links, signs)
        for start, end in sorted(living_report.spans.get(commitment.pk, ())):
            if commitment.start <= start < end <= commitment.end:
                yield Interval(start, end, "span", {"class": "n"}, rank=2)


Signs = Mapping[str, tuple[str, str]]


def build_status_signs() -> Signs:
    """Status → its word, and its sign as mark-up, in the active language."""
    return {status: (str(word), _render_sign(status, str(word))) for status, word in LABEL_BY_STATUS.items()}


def mark_sentence(
    span: tuple[int, int], number: str, status: str, light: str, links: Mapping[str, str], signs: Signs
) -> Interval:
    """A commitment's sentence as a link in the manner of its status, with its sign and word."""
    word, after = signs.get(status, ("", ""))
    attributes = {"class": f"c s-{status or 'none'} {light}".strip(), **links}
    first_attributes = {"id": f"c-{number}", "title": f"{number} {word}".strip()}
    return Interval(*span, "a", attributes, first_attributes, rank=1, closing_markup=after)


def _render_sign(status: str, word: str) -> str:
    icon = f'<span aria-hidden="true">{ICON_BY_STATUS.get(status, "")}</span>'
    return f'<span class="mark">{icon}<span class="hidden"> {word}</span></span>'
