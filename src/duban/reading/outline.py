"""Group paragraphs into chapters and stretches, and give each chapter its role."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from duban.commitments import PartRole
from duban.quantities import parse_numeral
from duban.reading.apparatus import ApparatusKind, classify_apparatus
from duban.reading.headings import find_stated_role, is_part_title, strip_heading_marks
from duban.reading.structure import Paragraph, split_paragraphs
from duban.text import Document

_NUMERAL: Final = re.compile(r"[一二三四五六七八九十]{1,3}")
_ANNEX_HEADING: Final = re.compile(r"附件?\s?[一二三四五六七八九十\d]{0,2}:?")
_SECTION_HEADING: Final = re.compile(r"[^。!?;,:\d]{4,24}")
"""A short line without a number that may head what follows it."""
_SENTENCE_ENDINGS: Final = frozenset("。!?”:)")
_PROSE_MINIMUM: Final = 80
"""Behind a heading without a number stands a paragraph of at least so many characters."""


@dataclass(slots=True)
class Stretch:
    """A paragraph of a chapter and the (一)-level heading that it stands under."""

    paragraph: Paragraph
    section: str | None
    is_heading: bool = False
    """The paragraph is itself the heading of a section, with its text behind it."""


@dataclass(slots=True)
class Chapter:
    """A part of the report while its outline is being built."""

    number: int | None
    heading: str
    start: int
    end: int
    role: PartRole | None = None
    stated_role: PartRole | None = None
    """The role that the heading states, if any."""
    role_from_words: bool = False
    """Its role comes from the words of its text: no heading or neighbour settles it."""
    is_annex: bool = False
    has_items: bool = False
    """Its own items begin again at 一, with their text on the line."""
    parent: Chapter | None = None
    """The unnumbered part whose numbered chapters begin again at 一."""
    has_part_title: bool = False
    """Its heading has no number and says by itself that a part begins."""
    heading_paragraph: Paragraph | None = None
    title: str = ""
    """The heading in the report's own characters; `heading` is its canonical form."""
    stretches: list[Stretch] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """The chapters of a report in order, and what stands around it."""

    chapters: list[Chapter]
    apparatus: list[tuple[Paragraph, ApparatusKind]]


def build_outline(document: Document, canonical_text: str, year: int | None) -> Outline:
    """The chapters of a document, still without roles, and the paragraphs outside the report."""
    all_paragraphs = split_paragraphs(document, canonical_text)
    stated_roles = [_find_stated_role(canonical_text, paragraph, year) for paragraph in all_paragraphs]
    apparatus_by_index = classify_apparatus(canonical_text, all_paragraphs, [role is not None for role in stated_roles])
    report_indices = [index for index in range(len(all_paragraphs)) if index not in apparatus_by_index]
    builder = _OutlineBuilder(
        document.text,
        canonical_text,
        [all_paragraphs[index] for index in report_indices],
        [stated_roles[index] for index in report_indices],
    )
    return Outline(
        builder.build_chapters(), [(all_paragraphs[index], kind) for index, kind in sorted(apparatus_by_index.items())]
    )


def _find_stated_role(canonical_text: str, paragraph: Paragraph, year: int | None) -> PartRole | None:
    """The role that a line states where it is the heading of a part."""
    line_text = canonical_text[paragraph.body : paragraph.end]
    if paragraph.level == 1:
        return find_stated_role(_first_sentence(line_text), year)
    if is_part_title(line_text):
        return find_stated_role(line_text, year)
    return None


def _first_sentence(heading_text: str) -> str:
    full_stop = heading_text.find("。")
    return heading_text if full_stop < 0 else heading_text[:full_stop]


class _OutlineBuilder:
    """Reads the paragraphs of one report into chapters, in order."""

    def __init__(
        self, text: str, canonical_text: str, paragraphs: list[Paragraph], stated_roles: list[PartRole | None]
    ) -> None:
        self.text, self.canonical_text, self.paragraphs, self.stated_roles = (
            text,
            canonical_text,
            paragraphs,
            stated_roles,
        )
        self.parsed_chapters = [Chapter(None, "", 0, 0)]
        self.current_section: str | None = None
        self.has_numbers = False
        """Whether numbered chapters have begun (a number before 一 is none)."""
        self.top_number = 0
        """The number of the last chapter that stands under no unnumbered part."""

    def build_chapters(self) -> list[Chapter]:
        """All chapters with text or a heading; those of a table of contents are dropped."""
        for index, paragraph in enumerate(self.paragraphs):
            self._add_paragraph(index, paragraph)
            self.parsed_chapters[-1].end = paragraph.end
        for chapter in self.parsed_chapters:
            if chapter.heading and chapter.heading_paragraph is not None:
                chapter.title = _heading_text(self.text, chapter.heading_paragraph)
        return [entry for entry in self.parsed_chapters if entry.stretches or entry.heading]

    def _add_paragraph(self, index: int, paragraph: Paragraph) -> None:
        number = self._parse_chapter_number(paragraph)
        has_text = self._has_text_below(index, paragraph)
        if number is None and self._begins_part(index, paragraph):
            self._begin_part(index, paragraph, has_part_title=True)
        elif number is not None:
            self._add_numbered(index, paragraph, number, has_text)
        elif self._begins_annex(index, paragraph):
            self._begin_part(index, paragraph, is_annex=True)
        elif paragraph.is_heading_line and paragraph.level in (2, 3):
            self.current_section = self.text[paragraph.body : paragraph.end].rstrip("。｡")
        elif self._heads_section(index, paragraph):
            self._begin_section(index, paragraph)
        else:
            self.current_section = None if paragraph.level == 2 else self.current_section
            self.parsed_chapters[-1].stretches.append(Stretch(paragraph, self.current_section))

    # ------------------------------------------------------------------ what a line is

    def _parse_chapter_number(self, paragraph: Paragraph) -> int | None:
        if paragraph.level != 1 or self.canonical_text[paragraph.end - 1] in ";,":
            return None  # an item of a list, not a heading
        match = _NUMERAL.search(self.canonical_text, paragraph.start, paragraph.body)
        number = int(parse_numeral(match[0])) if match else None
        return number if number == 1 or self.has_numbers else None

    def _has_text_below(self, index: int, paragraph: Paragraph) -> bool:
        """Whether text stands under a numbered line: before the next number, it is a sentence."""
        is_followed = index + 1 < len(self.paragraphs)
        return paragraph.is_heading_line and is_followed and self.paragraphs[index + 1].level != 1

    def _begins_part(self, index: int, paragraph: Paragraph) -> bool:
        """Whether a line without a chapter's number begins a part of another role."""
        role = self.stated_roles[index]
        is_unfinished = paragraph.level == 1 and not paragraph.is_heading_line
        if role is None or is_unfinished or index + 1 == len(self.paragraphs):
            return False
        if role is self._current_role():
            return False
        # A line within a numbered chapter heads a section, where an earlier part is yet to come.
        return self.parsed_chapters[-1].number is None or not self._earlier_role_follows(index, role)

    def _earlier_role_follows(self, index: int, role: PartRole) -> bool:
        role_order = list(PartRole)
        return any(
            self.paragraphs[later_index].level == 1
            and (later_role := self.stated_roles[later_index])
            and role_order.index(later_role) <= role_order.index(role)
            for later_index in range(index + 1, len(self.paragraphs))
        )

    def _current_role(self) -> PartRole | None:
        chapter = self.parsed_chapters[-1]
        return (chapter.parent or chapter).stated_role

    def _begins_annex(self, index: int, paragraph: Paragraph) -> bool:
        line_text = self.canonical_text[paragraph.start : paragraph.end]
        is_followed = index + 1 < len(self.paragraphs)
        return is_followed and not paragraph.level and _ANNEX_HEADING.fullmatch(line_text) is not None

    def _heads_section(self, index: int, paragraph: Paragraph) -> bool:
        """Whether a short line without a number heads the prose that follows it."""
        if paragraph.level or not paragraph.is_heading_line or not 0 < index < len(self.paragraphs) - 1:
            return False
        if _SECTION_HEADING.fullmatch(self.canonical_text, paragraph.start, paragraph.end) is None:
            return False
        previous_paragraph, next_paragraph = self.paragraphs[index - 1], self.paragraphs[index + 1]
        is_finished = self.canonical_text[previous_paragraph.end - 1] in _SENTENCE_ENDINGS
        return (
            is_finished
            and not next_paragraph.is_heading_line
            and next_paragraph.end - next_paragraph.start >= _PROSE_MINIMUM
        )

    # ------------------------------------------------------------------ what it begins

    def _begin_part(
        self, index: int, paragraph: Paragraph, *, has_part_title: bool = False, is_annex: bool = False
    ) -> None:
        """Begin a part under a line without a number."""
        heading = _heading_text(self.canonical_text, paragraph)
        chapter = Chapter(None, heading, paragraph.start, paragraph.end, heading_paragraph=paragraph)
        chapter.stated_role, chapter.has_part_title, chapter.is_annex = (
            self.stated_roles[index],
            has_part_title,
            is_annex,
        )
        self.parsed_chapters.append(chapter)
        self.current_section = None

    def _begin_section(self, index: int, paragraph: Paragraph) -> None:
        """A heading without a number: of a part where the report's parts have none, else below."""
        latest_chapter = self.parsed_chapters[-1]
        if (
            latest_chapter.has_part_title
            and latest_chapter.number is None
            and not latest_chapter.parent
            and not self.has_numbers
        ):
            self._begin_part(index, paragraph)
            self.parsed_chapters[-1].has_part_title = True
        else:
            self.current_section = self.text[paragraph.start : paragraph.end]

    def _add_numbered(self, index: int, paragraph: Paragraph, number: int, has_text: bool) -> None:
        latest = self.parsed_chapters[-1]
        parent = latest.parent or (latest if latest.has_part_title else None)
        if self.canonical_text.startswith("第", paragraph.start):
            parent = None  # 第一部分 stands above 一、
        is_top = parent is None or parent.number is None
        is_next_top = is_top and 0 < self.top_number == number - 1 and self.stated_roles[index] is not None
        if parent is not None and not (is_next_top and paragraph.is_heading_line):
            self._add_child_chapter(index, paragraph, number, has_text, parent)
            return
        latest.has_items |= number == 1 and _begins_items(latest, paragraph)
        is_nested = latest.has_items and not _is_next(latest, paragraph, number)
        if latest.is_annex or is_nested:
            self.current_section = _heading_text(self.text, paragraph) if has_text else None
            if not has_text:
                latest.stretches.append(Stretch(paragraph, None, is_heading=True))
            return
        if number == 1 and all(not entry.stretches for entry in self.parsed_chapters if entry.number is not None):
            # The table of contents named the chapters once before.
            self.parsed_chapters = [entry for entry in self.parsed_chapters if entry.number is None]
            latest = self.parsed_chapters[-1]
        self.parsed_chapters.append(self._open_chapter(index, paragraph, number, latest.parent or latest))
        chapter = self.parsed_chapters[-1]
        chapter.has_part_title = paragraph.is_heading_line and self.canonical_text.startswith("第", paragraph.start)
        self.has_numbers = self.has_numbers or chapter.number is not None
        self.top_number = chapter.number or self.top_number
        begins_annex = chapter.is_annex and not latest.is_annex
        self.current_section = _heading_text(self.text, paragraph) if begins_annex and has_text else None
        if not paragraph.is_heading_line or (begins_annex and not has_text):
            chapter.stretches.append(Stretch(paragraph, None, is_heading=True))

    def _add_child_chapter(
        self, index: int, paragraph: Paragraph, number: int, has_text: bool, parent: Chapter
    ) -> None:
        """A numbered chapter under a part whose heading has no number."""
        self.has_numbers = True
        if not has_text:
            self.parsed_chapters[-1].stretches.append(Stretch(paragraph, None, is_heading=True))
            return
        heading = _heading_text(self.canonical_text, paragraph)
        chapter = Chapter(number, heading, paragraph.start, paragraph.end, heading_paragraph=paragraph)
        chapter.parent, chapter.stated_role = parent, self.stated_roles[index]
        self.parsed_chapters.append(chapter)
        self.current_section = None

    def _open_chapter(self, index: int, paragraph: Paragraph, number: int, latest_chapter: Chapter) -> Chapter:
        """The chapter that a heading opens. Numbers that begin again at 一 open an annex."""
        heading = _heading_text(self.canonical_text, paragraph)
        heading_paragraph, line_role = paragraph, self.stated_roles[index]
        is_annex = _ANNEX_HEADING.fullmatch(heading) is not None
        chapter_number: int | None = number
        if number == 1 and latest_chapter.number is not None:
            previous_paragraph = self.paragraphs[index - 1]
            if previous_paragraph.is_heading_line and not previous_paragraph.level:
                heading, heading_paragraph = (
                    _heading_text(self.canonical_text, previous_paragraph),
                    previous_paragraph,
                )
            elif not paragraph.is_heading_line:
                heading = ""
            chapter_number, is_annex = None, True
        elif latest_chapter.number is not None and number <= latest_chapter.number:
            chapter_number = latest_chapter.number + 1
        return Chapter(
            chapter_number,
            heading,
            paragraph.start,
            paragraph.end,
            stated_role=line_role,
            is_annex=is_annex,
            heading_paragraph=heading_paragraph,
        )


def _begins_items(chapter: Chapter, paragraph: Paragraph) -> bool:
    """Whether a 一 with its text on the line is the first item of a chapter with nothing yet."""
    is_headed = (
        chapter.heading_paragraph is not None
        and chapter.heading_paragraph.is_heading_line
        and chapter.number is not None
    )
    return is_headed and not chapter.stretches and not paragraph.is_heading_line


def _is_next(chapter: Chapter, paragraph: Paragraph, number: int) -> bool:
    return paragraph.is_heading_line and chapter.number is not None and number == chapter.number + 1


def _heading_text(text: str, paragraph: Paragraph) -> str:
    """A heading in the report's own characters, without its number, full stop and line breaks."""
    full_stop = text.find("。", paragraph.body, paragraph.end)
    heading_text = re.sub(r"\s+", "", text[paragraph.body : full_stop if full_stop >= 0 else paragraph.end])
    return heading_text if full_stop >= 0 else heading_text.rstrip(":：")


__all__ = ["Chapter", "Outline", "Stretch", "build_outline", "strip_heading_marks"]
