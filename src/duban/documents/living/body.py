"""The report's text, paragraph by paragraph, with its marks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from duban.commitments import Report
from duban.documents.living.segments import Interval, markup
from duban.text import canonical

HEADING_SLACK = 8
"""A heading's line may have this many characters more than the heading (一、, （一）, blanks)."""
FRONT_LINE = 60
"""A line before the first part is set as front matter (title, date, speaker) up to this length."""


@dataclass(slots=True)
class Line:
    """One paragraph of the text with its tag, its classes and its anchors."""

    start: int
    end: int
    text: str
    tag: str = "p"
    classes: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    number: str = ""


def body(report: Report, marks: list[Interval]) -> str:
    """The article's inner mark-up. Its text content is the report's, paragraph by paragraph."""
    lines = list(_lines(report.text))
    _front(report, lines)
    _headings(report, lines)
    _numbers(report, lines)
    return "\n".join(_set(report.text, line, inside) for line, inside in _share(lines, marks))


def section_id(part: int, section: str, order: dict[tuple[int, str], int]) -> str:
    """The anchor of a section: a number in text order, because its words are no valid id."""
    return f"s-{part}-{order.setdefault((part, section), len(order))}"


def sections(report: Report) -> dict[tuple[int, str], int]:
    """Every (part, section) and its number, in text order."""
    order: dict[tuple[int, str], int] = {}
    for number, part in enumerate(report.parts):
        for topic in part.topics:
            if topic.section:
                order.setdefault((number, topic.section), len(order))
    return order


def _lines(text: str) -> Iterator[Line]:
    at = 0
    for raw in text.split("\n"):
        if raw.strip():
            blank = len(raw) - len(raw.lstrip())
            yield Line(at + blank, at + len(raw.rstrip()), raw.strip())
        at += len(raw) + 1


def _front(report: Report, lines: list[Line]) -> None:
    first = min((p.start for p in report.parts), default=0)
    title = (report.title or "").strip()
    for line in lines:
        if line.start >= first or len(line.text) > FRONT_LINE or line.text.endswith("。"):
            break
        if line.text.endswith(("：", ":")):
            line.classes.append("salute")
            break
        line.classes.append("title" if title and line.text in title else "front")


def _headings(report: Report, lines: list[Line]) -> None:
    order = sections(report)
    for number, part in enumerate(report.parts):
        inside = _between(lines, part.start, part.end)
        for line in inside[:1]:
            line.ids.append(f"p-{number}")
            if _is_heading(line, part.heading):
                line.tag, line.classes = "h2", []
        wanted = [s for at, s in order if at == number]
        for line in inside:
            if wanted and line.tag == "p" and _is_heading(line, wanted[0]):
                line.tag = "h3"
                line.ids.append(section_id(number, wanted.pop(0), order))


def _is_heading(line: Line, heading: str) -> bool:
    heading, written = canonical(heading).strip(), canonical(line.text)
    return bool(heading) and heading in written and len(written) <= len(heading) + HEADING_SLACK


def _numbers(report: Report, lines: list[Line]) -> None:
    """The topic's number, in the margin of its first paragraph."""
    for part in report.parts:
        for topic in part.topics:
            for line in _between(lines, topic.start, topic.end)[:1]:
                if topic.number and part.number and line.tag == "p":
                    line.number = f"{part.number}.{topic.number}"


def _between(lines: list[Line], start: int, end: int) -> list[Line]:
    """The lines that touch `[start, end)`."""
    first = bisect_left(lines, start + 1, key=lambda line: line.end)
    last = bisect_left(lines, max(end, start + 1), key=lambda line: line.start)
    return lines[first:last]


def _share(lines: list[Line], marks: list[Interval]) -> Iterator[tuple[Line, list[Interval]]]:
    """Each line with the marks that touch it."""
    waiting, open_marks = 0, list[Interval]()
    for line in lines:
        open_marks = [m for m in open_marks if m.end > line.start]
        while waiting < len(marks) and marks[waiting].start < line.end:
            open_marks.append(marks[waiting])
            waiting += 1
        yield line, open_marks


def _set(text: str, line: Line, marks: list[Interval]) -> str:
    inner = markup(text, line.start, line.end, marks)
    extra = "".join(f'<span id="{i}"></span>' for i in line.ids[1:])
    attributes = f' id="{line.ids[0]}"' if line.ids else ""
    attributes += f' class="{" ".join(line.classes)}"' if line.classes else ""
    attributes += f' data-number="{escape(line.number)}"' if line.number else ""
    return f"<{line.tag}{attributes}>{extra}{inner}</{line.tag}>"
