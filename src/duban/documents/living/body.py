"""The report's text, paragraph by paragraph, with its marks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from duban.commitments import Report
from duban.documents.living.segments import Interval, render_markup
from duban.text import canonicalise

HEADING_SLACK = 8
"""A heading's line may have this many characters more than the heading (一、, （一）, blanks)."""
MAX_FRONT_LINE_LENGTH = 60
"""A line before the first part is set as front matter (title, date, speaker) up to this length."""


@dataclass(slots=True)
class TextLine:
    """One paragraph of the text with its tag, its classes and its anchors."""

    start: int
    end: int
    text: str
    tag: str = "p"
    classes: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    margin_number: str = ""


def render_body(report: Report, marks: list[Interval]) -> str:
    """The article's inner mark-up. Its text content is the report's, paragraph by paragraph."""
    lines = list(_split_lines(report.text))
    _mark_front_matter(report, lines)
    _mark_headings(report, lines)
    _mark_numbers(report, lines)
    return "\n".join(
        _render_line(report.text, line, line_marks) for line, line_marks in _distribute_marks(lines, marks)
    )


def build_section_id(part_index: int, section: str, numbers: dict[tuple[int, str], int]) -> str:
    """The anchor of a section: a number in text order, because its words are no valid id."""
    return f"s-{part_index}-{numbers.setdefault((part_index, section), len(numbers))}"


def number_sections(report: Report) -> dict[tuple[int, str], int]:
    """Every (part, section) and its number, in text order."""
    number_by_section: dict[tuple[int, str], int] = {}
    for part_index, part in enumerate(report.parts):
        for topic in part.topics:
            if topic.section:
                number_by_section.setdefault((part_index, topic.section), len(number_by_section))
    return number_by_section


def _split_lines(text: str) -> Iterator[TextLine]:
    offset = 0
    for raw_line in text.split("\n"):
        if raw_line.strip():
            indent = len(raw_line) - len(raw_line.lstrip())
            yield TextLine(offset + indent, offset + len(raw_line.rstrip()), raw_line.strip())
        offset += len(raw_line) + 1


def _mark_front_matter(report: Report, lines: list[TextLine]) -> None:
    first_part_start = min((part.start for part in report.parts), default=0)
    title = (report.title or "").strip()
    for line in lines:
        if line.start >= first_part_start or len(line.text) > MAX_FRONT_LINE_LENGTH or line.text.endswith("。"):
            break
        if line.text.endswith(("：", ":")):
            line.classes.append("salute")
            break
        line.classes.append("title" if title and line.text in title else "front")


def _mark_headings(report: Report, lines: list[TextLine]) -> None:
    number_by_section = number_sections(report)
    for part_index, part in enumerate(report.parts):
        part_lines = _find_lines(lines, part.start, part.end)
        for line in part_lines[:1]:
            line.anchors.append(f"p-{part_index}")
            if _is_heading(line, part.heading):
                line.tag, line.classes = "h2", []
        section_headings = [section for section_part, section in number_by_section if section_part == part_index]
        for line in part_lines:
            if section_headings and line.tag == "p" and _is_heading(line, section_headings[0]):
                line.tag = "h3"
                line.anchors.append(build_section_id(part_index, section_headings.pop(0), number_by_section))


def _is_heading(line: TextLine, heading: str) -> bool:
    heading, canonical_line = canonicalise(heading).strip(), canonicalise(line.text)
    return bool(heading) and heading in canonical_line and len(canonical_line) <= len(heading) + HEADING_SLACK


def _mark_numbers(report: Report, lines: list[TextLine]) -> None:
    """The topic's number, in the margin of its first paragraph."""
    for part in report.parts:
        for topic in part.topics:
            for line in _find_lines(lines, topic.start, topic.end)[:1]:
                if topic.number and part.number and line.tag == "p":
                    line.margin_number = f"{part.number}.{topic.number}"


def _find_lines(lines: list[TextLine], start: int, end: int) -> list[TextLine]:
    """The lines that touch `[start, end)`."""
    first_index = bisect_left(lines, start + 1, key=lambda line: line.end)
    last_index = bisect_left(lines, max(end, start + 1), key=lambda line: line.start)
    return lines[first_index:last_index]


def _distribute_marks(lines: list[TextLine], marks: list[Interval]) -> Iterator[tuple[TextLine, list[Interval]]]:
    """Each line with the marks that touch it."""
    next_index, open_marks = 0, list[Interval]()
    for line in lines:
        open_marks = [mark for mark in open_marks if mark.end > line.start]
        while next_index < len(marks) and marks[next_index].start < line.end:
            open_marks.append(marks[next_index])
            next_index += 1
        yield line, open_marks


def _render_line(text: str, line: TextLine, marks: list[Interval]) -> str:
    inner = render_markup(text, line.start, line.end, marks)
    extra_anchors = "".join(f'<span id="{anchor}"></span>' for anchor in line.anchors[1:])
    attributes = f' id="{line.anchors[0]}"' if line.anchors else ""
    attributes += f' class="{" ".join(line.classes)}"' if line.classes else ""
    attributes += f' data-number="{escape(line.margin_number)}"' if line.margin_number else ""
    return f"<{line.tag}{attributes}>{extra_anchors}{inner}</{line.tag}>"
