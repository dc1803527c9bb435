"""Group paragraphs into chapters and stretches, and give each chapter its role."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from duban.commitments import PartRole
from duban.quantities import parse_numeral
from duban.reading.apparatus import Apparatus, apparatus
from duban.reading.headings import bare_words, is_part_title, stated_role
from duban.reading.structure import Paragraph, paragraphs
from duban.text import Document

_NUMERAL: Final = re.compile(r"[一二三四五六七八九十]{1,3}")
_ANNEX: Final = re.compile(r"附件?\s?[一二三四五六七八九十\d]{0,2}:?")
_SECTION: Final = re.compile(r"[^。!?;,:\d]{4,24}")
"""A short line without a number that may head what follows it."""
_FINISHED: Final = frozenset("。!?”:)")
_PROSE: Final = 80
"""Behind a heading without a number stands a paragraph of at least so many characters."""


@dataclass(slots=True)
class Stretch:
    """A paragraph of a chapter and the (一)-level heading that it stands under."""

    paragraph: Paragraph
    section: str | None
    heads: bool = False
    """The paragraph is itself the heading of a section, with its text behind it."""


@dataclass(slots=True)
class Chapter:
    """A part of the report while its outline is being built."""

    number: int | None
    heading: str
    start: int
    end: int
    role: PartRole | None = None
    says: PartRole | None = None
    """The role that the heading states, if any."""
    told: bool = False
    """Its role comes from the words of its text: no heading or neighbour settles it."""
    annex: bool = False
    nested: bool = False
    """Its own items begin again at 一, with their text on the line."""
    within: Chapter | None = None
    """The unnumbered part whose numbered chapters begin again at 一."""
    titled: bool = False
    """Its heading has no number and says by itself that a part begins."""
    headed: Paragraph | None = None
    title: str = ""
    """The heading in the report's own characters; `heading` is its canonical form."""
    stretches: list[Stretch] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """The chapters of a report in order, and what stands around it."""

    chapters: list[Chapter]
    around: list[tuple[Paragraph, Apparatus]]


def outline(document: Document, canon: str, year: int | None) -> Outline:
    """The chapters of a document, still without roles, and the paragraphs outside the report."""
    found = paragraphs(document, canon)
    says = [_says(canon, p, year) for p in found]
    around = apparatus(canon, found, [s is not None for s in says])
    kept = [i for i in range(len(found)) if i not in around]
    reader = _Outliner(document.text, canon, [found[i] for i in kept], [says[i] for i in kept])
    return Outline(reader.chapters(), [(found[i], kind) for i, kind in sorted(around.items())])


def _says(canon: str, paragraph: Paragraph, year: int | None) -> PartRole | None:
    """The role that a line states where it is the heading of a part."""
    words = canon[paragraph.body : paragraph.end]
    if paragraph.level == 1:
        return stated_role(_first_sentence(words), year)
    if is_part_title(words):
        return stated_role(words, year)
    return None


def _first_sentence(words: str) -> str:
    stop = words.find("。")
    return words if stop < 0 else words[:stop]


class _Outliner:
    """Reads the paragraphs of one report into chapters, in order."""

    def __init__(
        self, text: str, canon: str, found: list[Paragraph], says: list[PartRole | None]
    ) -> None:
        self.text, self.canon, self.found, self.says = text, canon, found, says
        self.made = [Chapter(None, "", 0, 0)]
        self.section: str | None = None
        self.numbered = False
        """Whether numbered chapters have begun (a number before 一 is none)."""
        self.top = 0
        """The number of the last chapter that stands under no unnumbered part."""

    def chapters(self) -> list[Chapter]:
        """All chapters with text or a heading; those of a table of contents are dropped."""
        for at, paragraph in enumerate(self.found):
            self._add(at, paragraph)
            self.made[-1].end = paragraph.end
        for chapter in self.made:
            if chapter.heading and chapter.headed is not None:
                chapter.title = _heading(self.text, chapter.headed)
        return [c for c in self.made if c.stretches or c.heading]

    def _add(self, at: int, paragraph: Paragraph) -> None:
        number = self._number(paragraph)
        opens = self._opens(at, paragraph)
        if number is None and self._begins_part(at, paragraph):
            self._begin(at, paragraph, titled=True)
        elif number is not None:
            self._numbered(at, paragraph, number, opens)
        elif self._annexes(at, paragraph):
            self._begin(at, paragraph, annex=True)
        elif paragraph.alone and paragraph.level in (2, 3):
            self.section = self.text[paragraph.body : paragraph.end].rstrip("。｡")
        elif self._heads_section(at, paragraph):
            self._head_section(at, paragraph)
        else:
            self.section = None if paragraph.level == 2 else self.section
            self.made[-1].stretches.append(Stretch(paragraph, self.section))

    # ------------------------------------------------------------------ what a line is

    def _number(self, paragraph: Paragraph) -> int | None:
        if paragraph.level != 1 or self.canon[paragraph.end - 1] in ";,":
            return None  # an item of a list, not a heading
        match = _NUMERAL.search(self.canon, paragraph.start, paragraph.body)
        number = int(parse_numeral(match[0])) if match else None
        return number if number == 1 or self.numbered else None

    def _opens(self, at: int, paragraph: Paragraph) -> bool:
        """Whether text stands under a numbered line: before the next number, it is a sentence."""
        followed = at + 1 < len(self.found)
        return paragraph.alone and followed and self.found[at + 1].level != 1

    def _begins_part(self, at: int, paragraph: Paragraph) -> bool:
        """Whether a line without a chapter's number begins a part of another role."""
        role = self.says[at]
        unfinished = paragraph.level == 1 and not paragraph.alone
        if role is None or unfinished or at + 1 == len(self.found):
            return False
        if role is self._current_role():
            return False
        # A line within a numbered chapter heads a section, where an earlier part is yet to come.
        return self.made[-1].number is None or not self._comes_back(at, role)

    def _comes_back(self, at: int, role: PartRole) -> bool:
        order = list(PartRole)
        return any(
            self.found[i].level == 1
            and (says := self.says[i])
            and order.index(says) <= order.index(role)
            for i in range(at + 1, len(self.found))
        )

    def _current_role(self) -> PartRole | None:
        chapter = self.made[-1]
        return (chapter.within or chapter).says

    def _annexes(self, at: int, paragraph: Paragraph) -> bool:
        line = self.canon[paragraph.start : paragraph.end]
        followed = at + 1 < len(self.found)
        return followed and not paragraph.level and _ANNEX.fullmatch(line) is not None

    def _heads_section(self, at: int, paragraph: Paragraph) -> bool:
        """Whether a short line without a number heads the prose that follows it."""
        if paragraph.level or not paragraph.alone or not 0 < at < len(self.found) - 1:
            return False
        if _SECTION.fullmatch(self.canon, paragraph.start, paragraph.end) is None:
            return False
        before, behind = self.found[at - 1], self.found[at + 1]
        finished = self.canon[before.end - 1] in _FINISHED
        return finished and not behind.alone and behind.end - behind.start >= _PROSE

    # ------------------------------------------------------------------ what it begins

    def _begin(
        self, at: int, paragraph: Paragraph, *, titled: bool = False, annex: bool = False
    ) -> None:
        """Begin a part under a line without a number."""
        heading = _heading(self.canon, paragraph)
        chapter = Chapter(None, heading, paragraph.start, paragraph.end, headed=paragraph)
        chapter.says, chapter.titled, chapter.annex = self.says[at], titled, annex
        self.made.append(chapter)
        self.section = None

    def _head_section(self, at: int, paragraph: Paragraph) -> None:
        """A heading without a number: of a part where the report's parts have none, else below."""
        last = self.made[-1]
        if last.titled and last.number is None and not last.within and not self.numbered:
            self._begin(at, paragraph)
            self.made[-1].titled = True
        else:
            self.section = self.text[paragraph.start : paragraph.end]

    def _numbered(self, at: int, paragraph: Paragraph, number: int, opens: bool) -> None:
        last = self.made[-1]
        parent = last.within or (last if last.titled else None)
        if self.canon.startswith("第", paragraph.start):
            parent = None  # 第一部分 stands above 一、
        above = parent is None or parent.number is None
        goes_on = above and 0 < self.top == number - 1 and self.says[at] is not None
        if parent is not None and not (goes_on and paragraph.alone):
            self._child(at, paragraph, number, opens, parent)
            return
        last.nested |= number == 1 and _nests(last, paragraph)
        inside = last.nested and not _next(last, paragraph, number)
        if last.annex or inside:
            self.section = _heading(self.text, paragraph) if opens else None
            if not opens:
                last.stretches.append(Stretch(paragraph, None, heads=True))
            return
        if number == 1 and all(not c.stretches for c in self.made if c.number is not None):
            # The table of contents named the chapters once before.
            self.made = [c for c in self.made if c.number is None]
            last = self.made[-1]
        self.made.append(self._chapter(at, paragraph, number, last.within or last))
        made = self.made[-1]
        made.titled = paragraph.alone and self.canon.startswith("第", paragraph.start)
        self.numbered = self.numbered or made.number is not None
        self.top = made.number or self.top
        annexed = made.annex and not last.annex
        self.section = _heading(self.text, paragraph) if annexed and opens else None
        if not paragraph.alone or (annexed and not opens):
            made.stretches.append(Stretch(paragraph, None, heads=True))

    def _child(
        self, at: int, paragraph: Paragraph, number: int, opens: bool, parent: Chapter
    ) -> None:
        """A numbered chapter under a part whose heading has no number."""
        self.numbered = True
        if not opens:
            self.made[-1].stretches.append(Stretch(paragraph, None, heads=True))
            return
        heading = _heading(self.canon, paragraph)
        chapter = Chapter(number, heading, paragraph.start, paragraph.end, headed=paragraph)
        chapter.within, chapter.says = parent, self.says[at]
        self.made.append(chapter)
        self.section = None

    def _chapter(self, at: int, paragraph: Paragraph, number: int, last: Chapter) -> Chapter:
        """The chapter that a heading opens. Numbers that begin again at 一 open an annex."""
        heading = _heading(self.canon, paragraph)
        headed, says = paragraph, self.says[at]
        annex = _ANNEX.fullmatch(heading) is not None
        own: int | None = number
        if number == 1 and last.number is not None:
            before = self.found[at - 1]
            if before.alone and not before.level:
                heading, headed = _heading(self.canon, before), before
            elif not paragraph.alone:
                heading = ""
            own, annex = None, True
        elif last.number is not None and number <= last.number:
            own = last.number + 1
        return Chapter(
            own, heading, paragraph.start, paragraph.end, says=says, annex=annex, headed=headed
        )


def _nests(chapter: Chapter, paragraph: Paragraph) -> bool:
    """Whether a 一 with its text on the line is the first item of a chapter with nothing yet."""
    headed = chapter.headed is not None and chapter.headed.alone and chapter.number is not None
    return headed and not chapter.stretches and not paragraph.alone


def _next(chapter: Chapter, paragraph: Paragraph, number: int) -> bool:
    return paragraph.alone and chapter.number is not None and number == chapter.number + 1


def _heading(text: str, paragraph: Paragraph) -> str:
    """A heading in the report's own characters, without its number, full stop and line breaks."""
    stop = text.find("。", paragraph.body, paragraph.end)
    words = re.sub(r"\s+", "", text[paragraph.body : stop if stop >= 0 else paragraph.end])
    return words if stop >= 0 else words.rstrip(":：")


__all__ = ["Chapter", "Outline", "Stretch", "bare_words", "outline"]
