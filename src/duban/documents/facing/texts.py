"""The two texts, with a link on every number that belongs to a pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from duban.commitments import Report
from duban.documents.facing.pair import Pair, Side

_HEADING = 48
"""A longer line is a paragraph, even where a part begins with it."""


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    numbers: tuple[int, ...]
    pair: Pair


def text(report: Report, pairs: Sequence[Pair], *, left: bool) -> str:
    """A report's paragraphs. Links lead to the other side, or to the row where there is none."""
    marks = list(_marks(pairs, left))
    headings = {_line_start(report.text, part.start) for part in report.parts if part.heading}
    out, at, n = [], 0, 0
    for line in report.text.splitlines(keepends=True):
        end = at + len(line)
        own = []
        while n < len(marks) and marks[n].start < end:
            own.append(marks[n])
            n += 1
        out.append(
            _paragraph(report.text, at, end, own, at in headings and end - at < _HEADING, left)
        )
        at = end
    return "".join(out)


def figures(pairs: Sequence[Pair]) -> str:
    """In place of a second text: the published figures that verdicts rest on, with sources."""
    out = []
    for number, pair in enumerate(pairs):
        if pair.right is not None:
            side = pair.right
            shown = escape(side.number or side.quote)
            link = (
                f'<a class="m {pair.kind.name}" id="r{number}" href="#l{number}" data-v="{number}">'
            )
            source = f'<span class="source">{escape(side.source)}</span>' if side.source else ""
            out.append(f"<p>{escape(pair.name)} {link}{shown}</a>{source}</p>")
    return "".join(out)


def _side(pair: Pair, left: bool) -> Side | None:
    return pair.left if left else pair.right


def _marks(pairs: Sequence[Pair], left: bool) -> Iterator[_Mark]:
    """Pairs on one span share its mark; of two that overlap, the first stands."""
    spans: dict[tuple[int, int], list[int]] = {}
    for number, pair in enumerate(pairs):
        side = _side(pair, left)
        if side is not None and side.start is not None and side.end is not None:
            spans.setdefault((side.start, side.end), []).append(number)
    after = 0
    for (start, end), numbers in sorted(spans.items()):
        if start >= after:
            yield _Mark(start, end, tuple(numbers), pairs[numbers[0]])
            after = end


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _paragraph(
    text: str, start: int, end: int, marks: Sequence[_Mark], heading: bool, left: bool
) -> str:
    if not text[start:end].strip():
        return ""
    while text[start].isspace():
        start += 1
    out, at = [], start
    for mark in marks:
        out.append(escape(text[at : mark.start]))
        out.append(_link(text, mark, left))
        at = mark.end
    out.append(escape(text[at:end].rstrip()) if at < end else "")
    return f"<h3>{''.join(out)}</h3>" if heading else f"<p>{''.join(out)}</p>"


def _link(text: str, mark: _Mark, left: bool) -> str:
    own, other = ("l", "r") if left else ("r", "l")
    first = mark.numbers[0]
    facing = _side(mark.pair, not left)
    goal = f"{other}{first}" if facing is not None else f"p{first}"
    numbers = " ".join(map(str, mark.numbers))
    # Further pairs on the span need an anchor each.
    rest = "".join(f'<span id="{own}{n}"></span>' for n in mark.numbers[1:])
    kind = mark.pair.kind
    return (
        f'{rest}<a class="m {kind.name}" id="{own}{first}" href="#{goal}" data-v="{numbers}" '
        f'title="{escape(kind.word)}：{escape(mark.pair.sum)}">'
        f"{escape(text[mark.start : mark.end])}"
        f'<span class="glyph" aria-hidden="true">{kind.glyph}</span>'
        f'<span class="away">（{escape(kind.word)}）</span></a>'
    )
