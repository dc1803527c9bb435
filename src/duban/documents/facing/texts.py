"""The two texts, with a link on every number that belongs to a pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from duban.commitments import Report
from duban.documents.facing.pair import Pair, Side

_MAX_HEADING_LENGTH = 48
"""A longer line is a paragraph, even where a part begins with it."""


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    pair_numbers: tuple[int, ...]
    pair: Pair


def render_text(report: Report, pairs: Sequence[Pair], *, is_earlier: bool) -> str:
    """A report's paragraphs. Links lead to the other side, or to the row where there is none."""
    marks = list(_find_marks(pairs, is_earlier))
    headings = {_find_line_start(report.text, part.start) for part in report.parts if part.heading}
    paragraphs, line_start, mark_index = [], 0, 0
    for line in report.text.splitlines(keepends=True):
        line_end = line_start + len(line)
        line_marks = []
        while mark_index < len(marks) and marks[mark_index].start < line_end:
            line_marks.append(marks[mark_index])
            mark_index += 1
        paragraphs.append(
            _render_paragraph(
                report.text,
                line_start,
                line_end,
                line_marks,
                line_start in headings and line_end - line_start < _MAX_HEADING_LENGTH,
                is_earlier,
            )
        )
        line_start = line_end
    return "".join(paragraphs)


def render_figures(pairs: Sequence[Pair]) -> str:
    """In place of a second text: the published figures that verdicts rest on, with sources."""
    paragraphs = []
    for number, pair in enumerate(pairs):
        if pair.later is not None:
            side = pair.later
            figure_text = escape(side.number or side.quote)
            link = f'<a class="m {pair.kind.name}" id="r{number}" href="#l{number}" data-v="{number}">'
            source = f'<span class="source">{escape(side.source)}</span>' if side.source else ""
            paragraphs.append(f"<p>{escape(pair.name)} {link}{figure_text}</a>{source}</p>")
    return "".join(paragraphs)


def _get_side(pair: Pair, is_earlier: bool) -> Side | None:
    return pair.earlier if is_earlier else pair.later


def _find_marks(pairs: Sequence[Pair], is_earlier: bool) -> Iterator[_Mark]:
    """Pairs on one span share its mark; of two that overlap, the first stands."""
    numbers_by_span: dict[tuple[int, int], list[int]] = {}
    for number, pair in enumerate(pairs):
        side = _get_side(pair, is_earlier)
        if side is not None and side.start is not None and side.end is not None:
            numbers_by_span.setdefault((side.start, side.end), []).append(number)
    previous_end = 0
    for (start, end), numbers in sorted(numbers_by_span.items()):
        if start >= previous_end:
            yield _Mark(start, end, tuple(numbers), pairs[numbers[0]])
            previous_end = end


def _find_line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _render_paragraph(
    text: str, start: int, end: int, marks: Sequence[_Mark], is_heading: bool, is_earlier: bool
) -> str:
    if not text[start:end].strip():
        return ""
    while text[start].isspace():
        start += 1
    pieces, offset = [], start
    for mark in marks:
        pieces.append(escape(text[offset : mark.start]))
        pieces.append(_render_link(text, mark, is_earlier))
        offset = mark.end
    pieces.append(escape(text[offset:end].rstrip()) if offset < end else "")
    return f"<h3>{''.join(pieces)}</h3>" if is_heading else f"<p>{''.join(pieces)}</p>"


def _render_link(text: str, mark: _Mark, is_earlier: bool) -> str:
    prefix, goal_prefix = ("l", "r") if is_earlier else ("r", "l")
    first = mark.pair_numbers[0]
    opposite_side = _get_side(mark.pair, not is_earlier)
    goal = f"{goal_prefix}{first}" if opposite_side is not None else f"p{first}"
    numbers = " ".join(map(str, mark.pair_numbers))
    # Further pairs on the span need an anchor each.
    anchors = "".join(f'<span id="{prefix}{number}"></span>' for number in mark.pair_numbers[1:])
    kind = mark.pair.kind
    return (
        f'{anchors}<a class="m {kind.name}" id="{prefix}{first}" href="#{goal}" data-v="{numbers}" '
        f'title="{escape(kind.label)}：{escape(mark.pair.sum)}">'
        f"{escape(text[mark.start : mark.end])}"
        f'<span class="glyph" aria-hidden="true">{kind.glyph}</span>'
        f'<span class="away">（{escape(kind.label)}）</span></a>'
    )
