"""Group paragraphs into chapters and stretches, and give each chapter its role."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from duban.commitments import PartRole
from duban.reading.roles import part_role, sentence_role
from duban.reading.structure import Paragraph, paragraphs, sentences
from duban.quantities import parse_numeral
from duban.text import Document

_NUMERAL: Final = re.compile(r"[一二三四五六七八九十]{1,3}")
_UNNUMBERED: Final = re.compile(r"[^。!?;,:]{4,30}")
_KEYWORDS: Final = re.compile(r"工作回顾|工作总结|主要任务|工作任务|重点工作|工作安排|目标任务|主要目标|自身建设")
_FACTS: Final = 0.03
"""A report without a review is a plan when fewer of its sentences than this speak of the past."""


@dataclass(slots=True)
class Stretch:
    """A paragraph of a chapter and the (一)-level heading that it stands under."""

    paragraph: Paragraph
    section: str | None
    heads: bool = False
    """The paragraph is itself the heading of a section, with its text behind it."""


@dataclass(slots=True)
class Chapter:
    """A part in the making."""

    number: int | None
    heading: str
    start: int
    end: int
    role: PartRole | None = None
    stretches: list[Stretch] = field(default_factory=list)


def outline(document: Document, canon: str, year: int | None) -> list[Chapter]:
    """The chapters of a document in order, each with a role."""
    chapters = [Chapter(None, "", 0, 0)]
    section: str | None = None
    found = paragraphs(document, canon)
    for at, paragraph in enumerate(found):
        number = _number(canon, paragraph)
        if number is not None or _is_title(canon, paragraph, found, at):
            chapters.append(_chapter(canon, paragraph, number, chapters[-1]))
            section = None
            if not paragraph.alone:
                chapters[-1].stretches.append(Stretch(paragraph, None, heads=True))
        elif paragraph.alone and paragraph.level in (2, 3):
            section = canon[paragraph.body : paragraph.end].rstrip("。")
        else:
            if paragraph.level == 2:
                section = None
            chapters[-1].stretches.append(Stretch(paragraph, section))
        chapters[-1].end = paragraph.end
    _assign_roles(canon, chapters, year)
    return [c for c in chapters if c.stretches or c.heading]


def _number(canon: str, paragraph: Paragraph) -> int | None:
    if paragraph.level != 1:
        return None
    match = _NUMERAL.search(canon, paragraph.start, paragraph.body)
    return int(parse_numeral(match[0])) if match else None


def _is_title(canon: str, paragraph: Paragraph, found: list[Paragraph], at: int) -> bool:
    """A short line without a number that says what the following paragraphs are."""
    if paragraph.level or not paragraph.alone or at + 1 >= len(found):
        return False
    line = canon[paragraph.start : paragraph.end]
    return bool(_UNNUMBERED.fullmatch(line) and _KEYWORDS.search(line) and "报告" not in line)


def _chapter(canon: str, paragraph: Paragraph, number: int | None, last: Chapter) -> Chapter:
    stop = re.compile(r"。").search(canon, paragraph.body, paragraph.end)
    heading = re.sub(r"\s+", "", canon[paragraph.body : stop.start() if stop else paragraph.end])
    if number == 1 and last.number is not None:
        number = None
    elif number is not None and last.number is not None and number <= last.number:
        number = last.number + 1
    return Chapter(number, heading, paragraph.start, paragraph.end)


def _assign_roles(canon: str, chapters: list[Chapter], year: int | None) -> None:
    stated = [part_role(c.heading, year) if c.heading else None for c in chapters]
    known = {r for r in stated if r is not None}
    last: PartRole | None = None
    default = PartRole.OTHER
    if PartRole.REVIEW not in known and PartRole.GOALS not in known and not _speaks_of_past(canon, chapters, year):
        default = PartRole.PLAN
    for chapter, role in zip(chapters, stated, strict=True):
        if role is None and chapter.heading:
            role = last if last in (PartRole.PLAN, PartRole.SELF, PartRole.GOALS) else default
            role = PartRole.PLAN if role is PartRole.SELF else role
        chapter.role = role or (PartRole.OTHER if default is PartRole.OTHER or not chapter.heading else default)
        if chapter.heading:
            last = chapter.role


def _speaks_of_past(canon: str, chapters: list[Chapter], year: int | None) -> bool:
    facts = total = 0
    for chapter in chapters:
        for stretch in chapter.stretches:
            for start, end in sentences(canon, stretch.paragraph.body, stretch.paragraph.end):
                total += 1
                facts += _is_fact(canon[start:end], year)
    return total > 0 and facts / total >= _FACTS


_FACT: Final = re.compile(r"去年|比上年|过去|以来|取得了|实现了|完成了|[^为]了[,。]|目前|已经")


def _is_fact(sentence: str, year: int | None) -> bool:
    return _FACT.search(sentence) is not None and sentence_role(sentence, None, year) == "result"
